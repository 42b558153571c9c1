using CrossLive.Rooms;

namespace CrossLive.Insights;

/// <summary>
/// What happened in a room minute by minute, folded from its events. Built by a consumer that may lag; <see cref="Through"/> says how far it has come.
/// Keeps the newest <see cref="MaxMinutes"/> minutes in which something happened.
/// </summary>
public sealed class RoomRollup
{
    /// <summary>Six hours of a busy show.</summary>
    public const int MaxMinutes = 360;

    private const long MinuteMs = 60_000;
    private readonly SortedDictionary<long, MinuteCounts> _minutes = [];

    /// <summary>The last event that is in it.</summary>
    public Position Through { get; private set; }

    /// <summary>The minutes, oldest first.</summary>
    public IReadOnlyList<MinuteCounts> Minutes => [.. _minutes.Values];

    /// <summary>Adds the next events; those that are in it already are passed over.</summary>
    public void Apply(IReadOnlyList<RoomEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Sequence > Through.Sequence)
            {
                Count(e);
                Through = e.Position;
            }
        }
    }

    /// <summary>Starts over after this event: what was before it is no longer kept by the room.</summary>
    public void SkipTo(Position position) => Through = position;

    /// <summary>A roll-up as it was stored.</summary>
    public static RoomRollup From(Position through, IEnumerable<MinuteCounts> minutes)
    {
        var rollup = new RoomRollup { Through = through };
        foreach (var minute in minutes)
        {
            rollup._minutes[minute.StartUnixMs] = minute;
        }

        return rollup;
    }

    private void Count(RoomEvent e)
    {
        var start = e.AtUnixMs - (e.AtUnixMs % MinuteMs);
        var minute = _minutes.GetValueOrDefault(start) ?? new MinuteCounts(start, 0, 0, 0, 0, 0);
        _minutes[start] = e.Body switch
        {
            ChatPosted => minute with { Chats = minute.Chats + 1 },
            GiftSent gift => minute with { Gifts = minute.Gifts + gift.Quantity },
            Shared => minute with { Shares = minute.Shares + 1 },
            Followed => minute with { Follows = minute.Follows + 1 },
            CountersMerged counters when counters.Viewers.Count > 0 => minute with { PeakReportedViewers = Math.Max(minute.PeakReportedViewers, counters.Viewers.Max(viewers => viewers.Count)) },
            _ => minute,
        };
        if (_minutes.Count > MaxMinutes)
        {
            _minutes.Remove(_minutes.Keys.First());
        }
    }
}
