namespace CrossLive.Media.Rtmp;

/// <summary>A publisher that begins.</summary>
/// <param name="Room">The room of its key.</param>
/// <param name="KeyNumber">Which of the room's keys it has.</param>
/// <param name="Connection">Its connection's name in the log.</param>
/// <param name="Remote">Where it comes from, or null.</param>
/// <param name="Cut">Ends it from outside, with the reason that its sink is told. May be called more than once and after its end.</param>
/// <param name="ClockRestarts">How often its clock began anew until now.</param>
public sealed record RtmpPublisher(string Room, long KeyNumber, string Connection, string? Remote, Action<RtmpEnd> Cut, Func<int> ClockRestarts)
{
    /// <summary>How long its transport holds back what has come so that losses can be repaired, in ms, at least (SRT's latency); 0: it does not.</summary>
    public int HoldMs { get; init; }
}
