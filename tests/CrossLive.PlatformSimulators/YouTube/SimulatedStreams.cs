using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace CrossLive.PlatformSimulators.YouTube;

/// <summary>
/// YouTube's side of liveStreams.list for one channel: its streams with their keys and their health, by id or a page at a time; errors on demand.
/// After YouTube Live Streaming API, "LiveStreams: list".
/// </summary>
public sealed class SimulatedStreams(SimulatedOAuth tokens)
{
    /// <summary>How many streams a page has where the caller names no number.</summary>
    public const int DefaultPageItems = 5;

    /// <summary>The most that a caller may ask for.</summary>
    public const int MaxPageItems = 50;

    private readonly Lock _lock = new();
    private readonly List<Stream> _streams = [];
    private readonly List<string> _asked = [];
    private (HttpStatusCode Status, string Reason)? _error;

    /// <summary>A token of the channel's that never ends, beside those that are renewed; null: there is none.</summary>
    public string? Token { get; set; }

    /// <summary>The queries that were asked, in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_lock)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Adds a stream that nothing has come for yet.</summary>
    public void Add(string id, string key)
    {
        lock (_lock)
        {
            _streams.Add(new Stream(id, key, "created", null));
        }
    }

    /// <summary>The stream gets another key.</summary>
    public void ChangeKey(string id, string key) => Change(id, stream => stream with { Key = key });

    /// <summary>What YouTube says of a stream from now on.</summary>
    /// <param name="status">"good", "ok", "bad" or "noData".</param>
    /// <param name="issues">What is wrong: type, severity and description of each.</param>
    public void Say(string id, string status, string streamStatus = "active", params (string Type, string Severity, string Description)[] issues) => Change(id, stream => stream with
    {
        Status = streamStatus,
        Health = new
        {
            status,
            lastUpdateTimeSeconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            configurationIssues = issues.Select(issue => new { type = issue.Type, severity = issue.Severity, reason = issue.Type, description = issue.Description }).ToArray(),
        },
    });

    /// <summary>All questions are answered with an error, such as 403 "quotaExceeded"; null: no more.</summary>
    public void Fail(HttpStatusCode? status, string reason = "")
    {
        lock (_lock)
        {
            _error = status is { } one ? (one, reason) : null;
        }
    }

    internal IResult Answer(HttpRequest request)
    {
        lock (_lock)
        {
            _asked.Add(request.QueryString.Value ?? "");
            if (_error is { } error)
            {
                return YouTubeSimulator.Error(error.Status, error.Reason);
            }

            if (!tokens.IsGood(request.Headers.Authorization) && (Token is null || request.Headers.Authorization != $"Bearer {Token}"))
            {
                return YouTubeSimulator.Error(HttpStatusCode.Unauthorized, "authError");
            }

            return List(request.Query);
        }
    }

    // "Specify exactly one of the following parameters": id or mine.
    private IResult List(IQueryCollection query)
    {
        string? id = query["id"];
        if ((id is null) == (query["mine"] != "true"))
        {
            return YouTubeSimulator.Error(HttpStatusCode.BadRequest, id is null ? "missingRequiredParameter" : "incompatibleParameters");
        }

        var size = int.TryParse(query["maxResults"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : DefaultPageItems;
        string? token = query["pageToken"];
        var start = 0;
        if (size > MaxPageItems || (token is not null && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start)))
        {
            return YouTubeSimulator.Error(HttpStatusCode.BadRequest, size > MaxPageItems ? "invalidParameter" : "invalidPageToken");
        }

        string[] parts = (query["part"].ToString()).Split(',');
        Stream[] all = id is null ? [.. _streams] : [.. _streams.Where(stream => id.Split(',').Contains(stream.Id, StringComparer.Ordinal))];
        var page = all.Skip(start).Take(size).Select(stream => ToItem(stream, parts)).ToArray();
        var answer = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["kind"] = "youtube#liveStreamListResponse",
            ["pageInfo"] = new { totalResults = all.Length, resultsPerPage = page.Length },
            ["items"] = page,
        };
        if (start + page.Length < all.Length)
        {
            answer["nextPageToken"] = (start + page.Length).ToString(CultureInfo.InvariantCulture);
        }

        return Results.Json(answer);
    }

    private void Change(string id, Func<Stream, Stream> change)
    {
        lock (_lock)
        {
            var at = _streams.FindIndex(stream => string.Equals(stream.Id, id, StringComparison.Ordinal));
            _streams[at] = change(_streams[at]);
        }
    }

    private static Dictionary<string, object> ToItem(Stream stream, string[] parts)
    {
        var item = new Dictionary<string, object>(StringComparer.Ordinal) { ["kind"] = "youtube#liveStream", ["etag"] = "e" };
        foreach (var part in parts)
        {
            switch (part)
            {
                case "id":
                    item["id"] = stream.Id;
                    break;
                case "cdn":
                    item["cdn"] = new
                    {
                        ingestionType = "rtmp",
                        ingestionInfo = new { streamName = stream.Key, ingestionAddress = "rtmp://a.rtmp.youtube.com/live2", backupIngestionAddress = "rtmp://b.rtmp.youtube.com/live2?backup=1" },
                        resolution = "variable",
                        frameRate = "variable",
                    };
                    break;
                case "status":
                    item["status"] = stream.Health is null ? (object)new { streamStatus = stream.Status } : new { streamStatus = stream.Status, healthStatus = stream.Health };
                    break;
                default:
                    break;
            }
        }

        return item;
    }

    private sealed record Stream(string Id, string Key, string Status, object? Health);
}
