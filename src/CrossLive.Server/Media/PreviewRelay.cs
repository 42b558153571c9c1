using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Server.Media;

/// <summary>
/// Answers a request for a stream's picture with what another process of the cluster answers, so that viewers need to know one address only.
/// </summary>
internal sealed class PreviewRelay : IDisposable
{
    private const string HopHeader = "X-CrossLive-Relayed";

    /// <summary>As many edges as may stand one on the other, and the process that has the stream; two processes that name each other end there, too.</summary>
    private const int MaxHops = 4;

    private const int BufferBytes = 64 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // Of the other's answer. What else it says concerns its own connection.
    private static readonly string[] PassedHeaders = ["Cache-Control", "Retry-After"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Hands a request on and writes the answer. False: it was handed on too often, or the other process cannot be reached; nothing is written then.</summary>
    /// <param name="origin">Scheme, host and port.</param>
    public async Task<bool> TryAnswerAsync(HttpContext http, Uri origin)
    {
        var hops = int.TryParse(http.Request.Headers[HopHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0;
        if (hops >= MaxHops)
        {
            return false;
        }

        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(origin, http.Request.Path.ToUriComponent() + http.Request.QueryString.ToUriComponent()));
        request.Headers.Add(HopHeader, (hops + 1).ToString(CultureInfo.InvariantCulture));
        if (http.Request.Headers.Authorization is [{ Length: > 0 } authorization])
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            return false;
        }

        using (answer)
        {
            await PassOnAsync(http, answer);
        }

        return true;
    }

    public void Dispose() => _http.Dispose();

    private static async Task PassOnAsync(HttpContext http, HttpResponseMessage answer)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (var name in PassedHeaders)
        {
            if (answer.Headers.TryGetValues(name, out var values))
            {
                http.Response.Headers[name] = values.ToArray();
            }
        }

        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return;
        }

        try
        {
            // Pictures go on as they come: what a viewer does not take waits at the process that has the stream, whose limits skip and cut.
            await using var body = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
            await body.CopyToAsync(http.Response.Body, BufferBytes, http.RequestAborted);
        }
        catch (Exception over) when (over is IOException or HttpRequestException or OperationCanceledException)
        {
            // The stream has ended in the middle, there or here: so does the answer.
            http.Abort();
        }
    }
}
