using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.LoadTests.Recovery;

/// <summary>Writes a long show: chat of many people in several languages and gifts; every command with a key of its own.</summary>
internal static class RoomBuilder
{
    public const string Room = "recovery";

    /// <summary>Events in one append, as under heavy load.</summary>
    public const int BatchEvents = 4_000;

    private static readonly string[] Texts = ["hello from the stream", "主播好厉害！！！", "¡qué grande!", "いいね", "how much is the blue one?"];

    /// <summary>Builds the room and returns its state's hash. The last events have no snapshot: as many as there can be after the newest one.</summary>
    public static async Task<string> BuildAsync(IRoomLog log, RoomGrainOptions options, long events, CancellationToken cancellationToken)
    {
        var store = new RoomStore(log, Room, options);
        var epoch = await store.TakeOverAsync(cancellationToken);
        var sequencer = new RoomSequencer(await store.LoadAsync(cancellationToken), epoch);
        while (sequencer.State.Head.Sequence < events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = sequencer.State.Head.Sequence;
            var plan = PlanNext(sequencer, (int)Math.Min(BatchEvents, events - before));
            await store.AppendAsync(epoch, before, plan.Events, TimeProvider.System);
            if (sequencer.State.Head.Sequence <= events - (2 * options.SnapshotEveryEvents))
            {
                await store.FinishSnapshotAsync();
                store.SnapshotWhenDue(sequencer.State, options.SnapshotEveryEvents);
            }
        }

        await store.FinishSnapshotAsync();
        return sequencer.State.Hash();
    }

    private static RoomPlan PlanNext(RoomSequencer sequencer, int count)
    {
        var plan = new RoomPlan();
        while (plan.Events.Count < count)
        {
            var number = sequencer.State.Head.Sequence + 1;
            sequencer.Add(plan, ticket: 0, Command(number), 1_800_000_000_000 + number);
        }

        return plan;
    }

    private static RoomCommand Command(long number)
    {
        if (number == 1)
        {
            return new RoomCommand(new Person(PlatformId.Web, "op", "Operator", Role.Operator), new OpenRoom("A very long show"));
        }

        var viewer = new Person("twitch", $"u{number % 50_000}", $"Viewer {number % 50_000}");
        RoomCommandBody body = number % 20 == 0
            ? new SendGift("rose", "Rose", (number % 7) + 1, new Money(100, "EUR"))
            : new PostChat(Texts[number % Texts.Length]);
        return new RoomCommand(viewer, body, new CommandKey((ulong)number, 1), 1);
    }
}
