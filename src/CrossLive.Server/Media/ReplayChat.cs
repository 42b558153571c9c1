using CrossLive.Rooms;

namespace CrossLive.Server.Media;

/// <summary>What was said and given in a room while a recording ran, read from the room's log. What was deleted later, in the time that is read on for it, is left out.</summary>
internal static class ReplayChat
{
    /// <summary>Most lines; the rest is counted.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Most events that are read; more are not looked at.</summary>
    public const int MaxEvents = 500_000;

    /// <summary>Deletions are looked for until so long after the recording's end, ms.</summary>
    public const long DeletedWithinMs = 3_600_000;

    /// <summary>Reads it.</summary>
    /// <param name="read">As <see cref="IRoomGrain.ReadAsync"/>.</param>
    /// <param name="head">The room's last sequence.</param>
    public static async Task<ReplayLines> ReadAsync(Func<long, int, Task<IReadOnlyList<RoomEvent>?>> read, long head, long fromUnixMs, long toUnixMs, CancellationToken cancellation)
    {
        var (after, isKept) = await BeforeAsync(read, head, fromUnixMs);
        var lines = new List<RoomEvent>();
        var deleted = new HashSet<long>();
        var (seen, leftOut) = (0, 0);
        var isWhole = isKept;
        while (isKept && after < head)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await read(after, RoomCallLimits.MaxEventsPerRead) is not { Count: > 0 } events || (seen += events.Count) > MaxEvents)
            {
                isWhole = false;
                break;
            }

            foreach (var one in events)
            {
                if (one.Body is MessageDeleted gone)
                {
                    deleted.Add(gone.MessageSequence);
                }
                else if (one.AtUnixMs <= toUnixMs && one.Body is ChatPosted or GiftSent or Announced)
                {
                    if (lines.Count < MaxLines)
                    {
                        lines.Add(one);
                    }
                    else
                    {
                        leftOut++;
                    }
                }
            }

            after = events[^1].Sequence;
            if (events[^1].AtUnixMs > toUnixMs + DeletedWithinMs)
            {
                break;
            }
        }

        return new ReplayLines([.. lines.Where(line => !deleted.Contains(line.Sequence))], leftOut, isWhole);
    }

    // The last sequence before a time: the room's clock never goes back.
    private static async Task<(long After, bool IsKept)> BeforeAsync(Func<long, int, Task<IReadOnlyList<RoomEvent>?>> read, long head, long atUnixMs)
    {
        var (low, high) = (0L, head);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await read(middle, 1) is not [var one, ..])
            {
                return (0, false);
            }

            (low, high) = one.AtUnixMs < atUnixMs ? (middle + 1, high) : (low, middle);
        }

        return (low, true);
    }
}

/// <summary>A replay's chat.</summary>
/// <param name="Lines">In order.</param>
/// <param name="LeftOut">Lines beyond <see cref="ReplayChat.MaxLines"/>.</param>
/// <param name="IsWhole">False: the room's log no longer has all of it, or it is too long to be read.</param>
internal sealed record ReplayLines(IReadOnlyList<RoomEvent> Lines, int LeftOut, bool IsWhole);
