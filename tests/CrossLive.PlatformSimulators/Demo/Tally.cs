using System.Text.Json;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>What became of what was sent to one platform's ingress.</summary>
public sealed class Tally(string platform)
{
    private readonly Lock _lock = new();
    private long _accepted;
    private long _repeated;
    private long _rejected;
    private long _retried;
    private long _shed;
    private string? _lastRefusal;

    /// <summary>Counts the events of an answer.</summary>
    public async Task CountAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        lock (_lock)
        {
            if (TryGetEvents(body) is not { } events)
            {
                _rejected++;
                _lastRefusal = $"{(int)response.StatusCode}";
                return;
            }

            foreach (var e in events)
            {
                Count(e);
            }
        }
    }

    /// <summary>Counts an event that only reached a place where it waits to be fetched.</summary>
    public void CountPosted() => Interlocked.Increment(ref _accepted);

    /// <summary>Counts a try that had to be made again.</summary>
    public void CountRetry(string why)
    {
        Interlocked.Increment(ref _retried);
        _lastRefusal = why;
    }

    /// <summary>Counts what was thrown away because too much waited.</summary>
    public void CountShed() => Interlocked.Increment(ref _shed);

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
        {
            var extras = new[] { (_repeated, "repeated"), (_rejected, "refused"), (_retried, "retries"), (_shed, "shed") }.Where(extra => extra.Item1 > 0).Select(extra => $"{extra.Item1} {extra.Item2}").ToArray();
            return $"{platform} {_accepted}{(extras.Length > 0 ? $" ({string.Join(", ", extras)}{(_lastRefusal is null ? "" : $", last: {_lastRefusal}")})" : "")}";
        }
    }

    private static JsonElement[]? TryGetEvents(string body)
    {
        try
        {
            var root = JsonDocument.Parse(body).RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("events", out var events) ? [.. events.EnumerateArray()] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Count(JsonElement e)
    {
        switch (e.GetProperty("outcome").GetString())
        {
            case "accepted":
                _accepted++;
                break;
            case "repeated":
                _repeated++;
                break;
            default:
                _rejected++;
                _lastRefusal = e.TryGetProperty("code", out var code) ? code.GetString() : null;
                break;
        }
    }
}
