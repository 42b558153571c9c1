using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.Rooms;

public sealed class RoomWriterTests
{
    [Fact]
    public async Task Commands_that_come_during_an_append_ride_in_the_next_one()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        var appends = new HeldAppends(room.Log);
        var first = await room.BeginAsync(Commands.Chat("first"));
        var held = await appends.NextAsync();
        var later = new List<Task<IReadOnlyList<CommandAnswer>>>();
        for (var i = 0; i < 5; i++)
        {
            later.Add(await room.BeginAsync(Commands.Chat($"later {i}")));
        }

        await held.WriteAsync();
        await (await appends.NextAsync()).WriteAsync();

        (await first)[0].Position.ShouldBe(new Position(1, 2));
        (await Task.WhenAll(later)).Select(answers => answers[0].Position.Sequence).ShouldBe([3, 4, 5, 6, 7]);
        room.Log.Batches.ShouldBe([1, 1, 5]);
    }

    [Fact]
    public async Task Nothing_is_answered_or_shown_before_it_is_durable_refusals_of_the_same_round_included()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        var appends = new HeldAppends(room.Log);

        var mixed = await room.BeginAsync(Commands.Chat("one"), Commands.Chat(""));
        var held = await appends.NextAsync();
        var waiting = await room.BeginAsync(Commands.Chat(" "));
        await Task.Yield();

        room.Published.Count.ShouldBe(1);
        mixed.IsCompleted.ShouldBeFalse();
        waiting.IsCompleted.ShouldBeFalse();
        await held.WriteAsync();
        (await mixed).Select(answer => answer.Code).ShouldBe([null, Rejection.TextEmpty]);
        (await waiting)[0].Code.ShouldBe(Rejection.TextEmpty);
        room.Published.Select(e => e.Sequence).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task An_unknown_room_is_answered_so_and_leaves_nothing_in_the_storage()
    {
        await using var room = new WrittenRoom();

        var answer = await room.SendOneAsync(Commands.Chat("anybody here?"));
        var fault = await room.FaultAsync();

        answer.Code.ShouldBe(Rejection.RoomUnknown);
        fault.ShouldBe(RoomFault.Unknown);
        room.Log.TakeOvers.ShouldBe(0);
        (await room.Log.GetExtentAsync(WrittenRoom.Name, CancellationToken.None)).ShouldBeNull();
        (await room.SendOneAsync(Commands.Open())).Position.ShouldBe(new Position(1, 1));
    }

    [Fact]
    public async Task At_the_limit_of_waiting_commands_a_call_is_refused_as_a_whole_and_those_that_wait_are_done()
    {
        await using var room = new WrittenRoom(new RoomGrainOptions { MaxWaitingCommands = 1_000 });
        await room.SendAsync(Commands.Open());
        var appends = new HeldAppends(room.Log);
        var first = await room.BeginAsync(Commands.Chat("first"));
        var held = await appends.NextAsync();

        var waiting = await room.BeginAsync([.. Enumerable.Range(0, 999).Select(i => Commands.Chat($"waits {i}"))]);
        var refused = await room.SendAsync(Commands.Chat("a"), Commands.Chat("b"));
        room.WaitingCommands.ShouldBe(999);
        await held.WriteAsync();
        await (await appends.NextAsync()).WriteAsync();

        refused.ShouldAllBe(answer => answer.Code == Rejection.RoomBusy && answer.RetryAfterMs > 0);
        (await first)[0].IsDone.ShouldBeTrue();
        (await waiting).ShouldAllBe(answer => answer.IsDone);
        room.WaitingCommands.ShouldBe(0);
    }

    [Fact]
    public async Task An_idle_room_writes_at_once_and_what_comes_within_its_interval_shares_the_next_append()
    {
        await using var room = new WrittenRoom(commitIntervalMs: 20);
        await room.SendAsync(Commands.Open());

        Task<IReadOnlyList<CommandAnswer>>[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(i => room.BeginAsync(Commands.Chat($"m{i}"))))];
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        room.Log.Batches.Count.ShouldBe(1);
        room.Time.Advance(TimeSpan.FromMilliseconds(20));
        await Task.WhenAll(answers);

        room.Log.Batches.ShouldBe([1, 5]);
        room.Time.Advance(TimeSpan.FromMilliseconds(20));
        (await room.SendOneAsync(Commands.Chat("idle again"))).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_room_that_closes_does_not_wait_for_its_interval()
    {
        await using var room = new WrittenRoom(commitIntervalMs: 20);
        await room.SendAsync(Commands.Open());
        var answer = await room.BeginAsync(Commands.Chat("last"));

        await room.CloseAsync();

        (await answer)[0].IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Likes_are_answered_with_the_tick_that_merges_them()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());

        var first = await room.BeginAsync(Commands.Likes(3));
        var second = await room.BeginAsync(Commands.Likes(4, "again"));

        // A read at rest comes after the round before it: the likes have been taken by then.
        await room.StateAsync();
        await room.StateAsync();
        first.IsCompleted.ShouldBeFalse();
        second.IsCompleted.ShouldBeFalse();
        room.LetTick();

        (await first)[0].ShouldBe(new CommandAnswer(CommandOutcome.Accepted, new Position(1, 2)));
        (await second)[0].ShouldBe(new CommandAnswer(CommandOutcome.Accepted, new Position(1, 2)));
        room.Published[^1].Body.ShouldBeOfType<CountersMerged>().Likes.ShouldBe([new PlatformCount(PlatformId.Web, 7)]);
        (await room.SendOneAsync(Commands.Likes(4, "again"))).Outcome.ShouldBe(CommandOutcome.Repeated);
    }

    [Fact]
    public async Task Closing_writes_and_answers_what_was_taken_likes_that_still_wait_for_their_turn_included()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        var appends = new HeldAppends(room.Log);
        var first = await room.BeginAsync(Commands.Chat("first"));
        var held = await appends.NextAsync();
        var likes = await room.BeginAsync(Commands.Likes(5));
        var chat = await room.BeginAsync(Commands.Chat("second"));

        var closing = room.CloseAsync();
        room.Log.OnAppend = null;
        await held.WriteAsync();
        await closing.WaitAsync(TimeSpan.FromSeconds(30));

        (await first)[0].IsDone.ShouldBeTrue();
        (await chat)[0].IsDone.ShouldBeTrue();
        (await likes.WaitAsync(TimeSpan.FromSeconds(30)))[0].IsDone.ShouldBeTrue();
        (await room.ReplayAsync()).View.LikesOf(PlatformId.Web).ShouldBe(5);
        (await room.SendOneAsync(Commands.Chat("too late"))).Code.ShouldBe(Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task A_command_that_no_rule_knows_does_not_stop_the_room()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());

        var answers = await room.SendAsync(new RoomCommand(Commands.Viewer, new Unheard()), Commands.Chat("beside it")).WaitAsync(TimeSpan.FromSeconds(30));
        room.LetRetry();

        answers.ShouldAllBe(answer => answer.Code == Rejection.RoomUnavailable);
        (await room.SendOneAsync(Commands.Chat("goes on"))).IsDone.ShouldBeTrue();
        (await room.StateAsync()).Hash.ShouldBe((await room.ReplayAsync()).Hash());
    }

    private sealed record Unheard : RoomCommandBody;
}
