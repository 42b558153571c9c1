namespace CrossLive.Gateway.Fanout;

/// <summary>
/// When a room's next frame is due. A room that is idle is sent at once; a busy one merges what came in a tick into one frame. The tick grows, up to
/// its limit, as far as sending takes more than its share of it, and shrinks back: so the fan-out leaves the room's own work its part of the machine,
/// and falls behind by being coarser, not by being late. Pure; not thread-safe.
/// </summary>
/// <param name="minTick">The tick that it starts with and comes back to.</param>
/// <param name="maxTick">The longest tick.</param>
internal sealed class TickPacer(TimeSpan minTick, TimeSpan maxTick)
{
    private readonly TimeSpan _minTick = minTick;

    /// <summary>The share of a tick that sending may take, from the moment it was due.</summary>
    public const double SendingShare = 0.5;

    /// <summary>A tick shrinks by this factor at most: a short pause does not bring the pressure back.</summary>
    private const double Shrinking = 0.9;

    /// <summary>
    /// News that come so soon before their time, as a share of the tick, are sent at once, and the next frame is due as if they had waited: a room's commits
    /// come about a tick apart, and sleeping for the last ms or two would cost a thread's switch for each.
    /// </summary>
    private const double Slack = 0.2;

    /// <summary>A room whose last frame was due so long ago is at rest: ten events a second and less, and none of a crowd's chat.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    private TimeSpan _lastDue = TimeSpan.MinValue;

    /// <summary>The present tick.</summary>
    public TimeSpan Tick { get; private set; } = minTick;

    /// <summary>True where the tick is at its limit and sending took longer still: something has to be left out.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>True where sending took no more than half of its share: there is room again.</summary>
    public bool IsAtEase { get; private set; } = true;

    /// <summary>When news that came in at <paramref name="now"/> is to be sent. Times are those of one monotonic clock.</summary>
    public TimeSpan DueAt(TimeSpan now) => _lastDue == TimeSpan.MinValue || _lastDue + (Tick * (1 - Slack)) <= now ? now : _lastDue + Tick;

    /// <summary>True where a frame that is due at this time is the first after a rest.</summary>
    public bool IsAtRest(TimeSpan due) => _lastDue == TimeSpan.MinValue || due - _lastDue >= Rest;

    /// <summary>A frame has been sent to everybody who could take it.</summary>
    /// <param name="due">When it was due.</param>
    /// <param name="end">When the last one was sent to.</param>
    public void NoteSent(TimeSpan due, TimeSpan end)
    {
        // One that was sent a little before its time counts as sent at its time: on average there is no more than a frame a tick.
        var scheduled = _lastDue == TimeSpan.MinValue ? due : _lastDue + Tick;
        var isEarly = due < scheduled;
        var needed = (end - due) / SendingShare;
        var shrunk = Tick * Shrinking;
        var tick = needed > Tick ? needed : needed > shrunk ? needed : shrunk;
        IsBehind = end - due > maxTick;
        IsAtEase = needed * 2 < maxTick;
        Tick = tick < _minTick ? _minTick : tick > maxTick ? maxTick : tick;

        // Not the end: a frame that took long does not push the next one back twice.
        _lastDue = isEarly ? scheduled : due;
    }
}
