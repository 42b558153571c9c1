using System.Net.Http.Headers;
using CrossLive.Gateway.Auth;
using CrossLive.Protocol;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Edges;

/// <summary>Asks the gateways above whether they are there and take this edge's token.</summary>
public sealed class UpstreamProbe : IDisposable
{
    /// <summary>How long one is given to answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<Uri> _upstreams;
    private readonly TokenIssuer _tokens;
    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <summary>A probe of what the options name.</summary>
    public UpstreamProbe(IOptions<EdgeOptions> options, TokenIssuer tokens) => (_upstreams, _tokens) = (options.Value.Upstreams(), tokens);

    /// <summary>Asks one after the other. True with the first that answers well; else false and what is wrong with each.</summary>
    public async Task<(bool IsReachable, string Description)> AskAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var upstream in _upstreams)
        {
            if (await FindProblemAsync(upstream, cancellationToken) is not { } problem)
            {
                return (true, $"{upstream} answers.");
            }

            problems.Add($"{upstream}: {problem}");
        }

        return (false, string.Join(' ', problems));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // The hub's own negotiation: it stands behind the same proxies and the same policy as the connections that matter.
    private async Task<string?> FindProblemAsync(Uri upstream, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream, $"{EdgeMethods.Path.TrimStart('/')}/negotiate?negotiateVersion=1"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.IssueForEdge("probe", TimeSpan.FromMinutes(1)));
            using var response = await _http.SendAsync(request, cancellationToken);
            return (int)response.StatusCode switch
            {
                200 => null,
                401 or 403 => "it does not take this edge's token; CrossLive:Auth:SigningKey, Issuer and Audience have to be the same there.",
                var status => $"it answers {status}; is it a gateway of this version?",
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"it does not answer ({exception.Message})";
        }
    }
}
