namespace CrossLive.LoadTests.KillClaims;

/// <summary>When there was no server.</summary>
internal sealed class Downtimes
{
    private readonly List<(long FromUnixMs, long ToUnixMs)> _spans = [];
    private long? _since;

    /// <summary>The server was killed.</summary>
    public void Begin() => _since ??= NowUnixMs();

    /// <summary>A server is ready.</summary>
    public void End()
    {
        if (_since is { } since)
        {
            _spans.Add((since, NowUnixMs()));
            _since = null;
        }
    }

    /// <summary>By how much something was late that was due at one time and done at another: only time with a server counts.</summary>
    public long LateMs(long dueUnixMs, long doneUnixMs) =>
        Math.Max(0, doneUnixMs - dueUnixMs - _spans.Sum(span => Math.Max(0, Math.Min(span.ToUnixMs, doneUnixMs) - Math.Max(span.FromUnixMs, dueUnixMs))));

    private static long NowUnixMs() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
}
