using CrossLive.Rooms;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// What a room's viewers are spared while sending to them falls behind though its tick is at the limit: chat of viewers, first every second message,
/// then more. What is left out keeps its place in the sequence and is shown as such. Paid, moderating and operators' events are never left out, and
/// nothing is left out of the room itself: its log, its view and what platforms see stay whole. Pure; not thread-safe.
/// </summary>
internal sealed class ChatThinner
{
    /// <summary>At the highest level one message in 2^3 is kept.</summary>
    public const int MaxLevel = 3;

    /// <summary>Sending falls behind for so long before more is left out.</summary>
    public static readonly TimeSpan RaiseAfter = TimeSpan.FromSeconds(2);

    /// <summary>There is room for so long before less is left out.</summary>
    public static readonly TimeSpan LowerAfter = TimeSpan.FromSeconds(5);

    private TimeSpan? _behindSince;
    private TimeSpan? _atEaseSince;
    private long _seen;

    /// <summary>0 = nothing is left out; then one in 2, 4, 8 chats is kept.</summary>
    public int Level { get; private set; }

    /// <summary>How sending went, at a time of a monotonic clock.</summary>
    public void Note(TimeSpan now, bool isBehind, bool isAtEase)
    {
        _behindSince = isBehind ? _behindSince ?? now : null;
        _atEaseSince = isAtEase ? _atEaseSince ?? now : null;
        if (_behindSince is { } behind && now - behind >= RaiseAfter && Level < MaxLevel)
        {
            (Level, _behindSince) = (Level + 1, now);
        }
        else if (_atEaseSince is { } atEase && now - atEase >= LowerAfter && Level > 0)
        {
            (Level, _atEaseSince) = (Level - 1, now);
        }
    }

    /// <summary>True where the event is to be shown.</summary>
    public bool Keeps(RoomEvent e) => Level == 0 || e.Body is not ChatPosted || e.Actor.Role != Role.Viewer || (_seen++ & ((1 << Level) - 1)) == 0;
}
