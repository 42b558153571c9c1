using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomStateTests
{
    [Fact]
    public void An_epoch_is_known_for_every_event_since_the_oldest_that_is_remembered()
    {
        var state = new RoomState();
        Apply(state, 3, 3, 5, 9, 9);
        state.EpochStarts.ShouldBe([new Position(3, 1), new Position(5, 3), new Position(9, 4)]);
        Enumerable.Range(0, 7).Select(sequence => state.EpochOf(sequence)).ShouldBe([null, 3, 3, 5, 9, 9, null]);
        state.EpochOf(long.MinValue).ShouldBeNull();
        state.EpochOf(long.MaxValue).ShouldBeNull();
    }

    [Fact]
    public void Epochs_that_are_too_long_ago_are_forgotten()
    {
        var state = new RoomState();
        Apply(state, [.. Enumerable.Range(1, RoomLimits.MaxEpochs + 2).Select(epoch => (long)epoch)]);
        state.EpochStarts.Count.ShouldBe(RoomLimits.MaxEpochs);
        state.EpochOf(2).ShouldBeNull();
        state.EpochOf(3).ShouldBe(3);
    }

    [Fact]
    public void Likes_and_chat_do_not_push_out_the_keys_of_gifts()
    {
        var state = new RoomState();
        var gift = new EventKey(CommandKey.For("twitch", "gift"), 1);
        ApplyBody(state, new GiftSent("g", "G", 1, null, 1, null, null), gift);
        for (var i = 0; i < RoomLimits.MergedKeys; i += 1_000)
        {
            ApplyBody(state, new CountersMerged([], []), Keys("like", i, 1_000));
        }

        for (var i = 0; i < RoomLimits.OrdinaryKeys; i += 1_000)
        {
            ApplyBody(state, new ChatPosted("c", null, null), Keys("chat", i, 1_000));
        }

        state.FindKey(gift.Key)!.Value.Position.ShouldBe(new Position(1, 1));
        state.FindKey(Keys("like", 0, 1)[0].Key).ShouldNotBeNull();
        ApplyBody(state, new CountersMerged([], []), Keys("like", -1, 1));
        state.FindKey(Keys("like", 0, 1)[0].Key).ShouldBeNull();
        ApplyBody(state, new Shared(null), Keys("share", -1, 1));
        state.FindKey(Keys("chat", 0, 1)[0].Key).ShouldBeNull();

        var snapshot = state.ToSnapshot();
        (snapshot.PaidKeys.Count, snapshot.OrdinaryKeys.Count, snapshot.MergedKeys.Count).ShouldBe((1, RoomLimits.OrdinaryKeys, RoomLimits.MergedKeys));
        RoomState.From(snapshot).Hash().ShouldBe(state.Hash());
    }

    [Fact]
    public void A_gap_is_refused_and_changes_nothing()
    {
        var state = FullRoom.Create().State;
        var before = state.Hash();
        var tooFar = new RoomEvent(new Position(1, state.Head.Sequence + 2), 1, Viewer, new WordListSet(["x"]), [new EventKey(new CommandKey(1, 1), 1)]);
        Should.Throw<InvalidOperationException>(() => state.Apply(tooFar));
        state.Hash().ShouldBe(before);
    }

    private static EventKey[] Keys(string scope, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new EventKey(CommandKey.For(scope, i.ToString(System.Globalization.CultureInfo.InvariantCulture)), 1))];

    private static void Apply(RoomState state, params long[] epochs)
    {
        foreach (var epoch in epochs)
        {
            state.Apply(new RoomEvent(new Position(epoch, state.Head.Sequence + 1), 1, Viewer, new Followed(), []));
        }
    }

    private static void ApplyBody(RoomState state, RoomEventBody body, params EventKey[] keys) =>
        state.Apply(new RoomEvent(new Position(1, state.Head.Sequence + 1), 1, Viewer, body, keys));
}
