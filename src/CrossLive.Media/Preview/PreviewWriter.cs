using CrossLive.Media.Rtmp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Media.Preview;

/// <summary>Writes a stream into an HTTP response as FLV that does not end before the stream does (HTTP-FLV).</summary>
public static class PreviewWriter
{
    /// <summary>Writes until the stream has ended, the reader is cut, the client has gone or the server stops. Throws nothing of theirs.</summary>
    /// <param name="stopping">The server stops: it would wait for this response.</param>
    public static async Task WriteAsync(HttpContext http, StreamFeed feed, PreviewReader reader, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(reader);
        http.Response.ContentType = "video/x-flv";
        http.Response.Headers.CacheControl = "no-store";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, reader.Cut, stopping);
        var output = http.Response.BodyWriter;
        try
        {
            var isBegun = false;
            while (await reader.NextAsync(stop.Token) is { } tags)
            {
                if (!isBegun)
                {
                    FlvWriter.WriteHeader(output, feed.HasAudio, hasVideo: true);
                    isBegun = true;
                }

                foreach (var tag in tags)
                {
                    FlvWriter.WriteTag(output, tag);
                }

                await output.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone, the server stops, or the reader was cut: below.
        }

        if (reader.Cut.IsCancellationRequested)
        {
            http.Abort();
        }
    }
}
