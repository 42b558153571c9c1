using CrossLive.Rooms;
using CrossLive.Server.Tests.Load;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Logs;

/// <summary>What must hold of a room's log whatever happened to the processes that wrote it.</summary>
internal static class LogAssertions
{
    /// <summary>Sequences have no hole and no repeat; epochs and times never go back. One writer per epoch follows: two would have numbered their events alike.</summary>
    public static void ShouldBeContiguous(this LogReader log)
    {
        for (var i = 0; i < log.Events.Count; i++)
        {
            log.Events[i].Sequence.ShouldBe(i + 1);
            if (i > 0)
            {
                log.Events[i].Position.Epoch.ShouldBeGreaterThanOrEqualTo(log.Events[i - 1].Position.Epoch, $"at {log.Events[i].Position}");
                log.Events[i].AtUnixMs.ShouldBeGreaterThanOrEqualTo(log.Events[i - 1].AtUnixMs, $"at {log.Events[i].Position}");
            }
        }
    }

    /// <summary>Everything acknowledged stands where it was said to stand, and nothing stands twice.</summary>
    public static void ShouldHold(this LogReader log, Acknowledgements acknowledged)
    {
        acknowledged.Wrong.ShouldBeEmpty();
        var stored = new Dictionary<CommandKey, Position>();
        foreach (var e in log.Events)
        {
            foreach (var key in e.Keys)
            {
                stored.TryAdd(key.Key, e.Position).ShouldBeTrue($"The command at {e.Position} has had its effect at {stored[key.Key]} already.");
            }
        }

        var lost = acknowledged.Positions.Where(entry => !stored.TryGetValue(entry.Key, out var position) || position != entry.Value).ToArray();
        lost.ShouldBeEmpty($"{lost.Length} of {acknowledged.Count} acknowledged commands do not stand where they were said to.");
    }

    /// <summary>Likes and gifts come to exactly what was acknowledged, once every command has been.</summary>
    public static void ShouldAddUpTo(this RoomState state, Acknowledgements acknowledged)
    {
        var view = state.View.ToSnapshot();
        view.Likes.Sum(count => count.Count).ShouldBe(acknowledged.Likes);
        view.GiftTotals.Sum(total => total.Quantity).ShouldBe(acknowledged.Roses);
        view.GiftTotals.Sum(total => total.Total.MinorUnits).ShouldBe(acknowledged.Roses * ServerSettings.RoseMinorUnits);
    }
}
