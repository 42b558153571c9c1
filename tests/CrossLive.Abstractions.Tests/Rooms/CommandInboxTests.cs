using CrossLive.Rooms;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Abstractions.Tests.Rooms;

public sealed class CommandInboxTests
{
    private const int MaxBatch = 5;
    private const int MaxWaiting = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_command_is_answered_with_the_room_s_answer()
    {
        await using var inbox = new CommandInbox<RoomCommand>(commands => Task.FromResult(AcceptAll(commands)), MaxBatch, MaxWaiting);

        var answer = await inbox.SendAsync(Chat(7));

        answer.ShouldBe(new CommandAnswer(CommandOutcome.Accepted, new Position(1, 7)));
    }

    [Fact]
    public async Task Posted_commands_keep_their_place_among_the_others_and_each_is_told_its_answer_before_anybody_of_its_call_is_told_to_send_it()
    {
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);
        var told = new List<string>();
        var first = inbox.SendAsync(Chat(1));
        var firstCall = await room.NextCallAsync();

        inbox.Post(Chat(2), new Teller("a", told));
        var third = inbox.SendAsync(Chat(3));
        inbox.Post(Chat(4), new Teller("b", told));
        firstCall.Accept();
        (await room.NextCallAsync()).Accept();
        await Task.WhenAll(first, third);
        await inbox.DisposeAsync();

        told.ShouldBe(["a 2", "b 4", "a!", "b!"]);
    }

    [Fact]
    public async Task A_command_that_is_posted_beyond_the_limit_or_at_the_end_is_refused_at_once()
    {
        var room = new HeldRoom();
        var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);
        var told = new List<string>();
        var first = inbox.SendAsync(Chat(1));
        var call = await room.NextCallAsync();
        var waiting = Enumerable.Range(2, MaxWaiting).Select(i => inbox.SendAsync(Chat(i))).ToArray();

        inbox.Post(Chat(99), new Teller("full", told));
        told.ShouldBe([$"full {Rejection.RoomBusy}", "full!"]);
        call.Accept();
        for (var left = MaxWaiting; left > 0; left -= MaxBatch)
        {
            (await room.NextCallAsync()).Accept();
        }

        await Task.WhenAll([first, .. waiting]);
        await inbox.DisposeAsync();
        inbox.Post(Chat(100), new Teller("over", told));

        told[2..].ShouldBe([$"over {Rejection.RoomUnavailable}", "over!"]);
    }

    private sealed class Teller(string name, List<string> told) : IAnswerReceiver
    {
        public void Take(CommandAnswer answer) => told.Add($"{name} {answer.Code ?? answer.Position.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

        public void Flush() => told.Add($"{name}!");
    }

    [Fact]
    public async Task Commands_gather_while_a_call_is_on_its_way_and_go_as_one_batch()
    {
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);
        var first = inbox.SendAsync(Chat(1));
        var firstCall = await room.NextCallAsync();

        var later = Enumerable.Range(2, 4).Select(i => inbox.SendAsync(Chat(i))).ToArray();
        inbox.WaitingCommands.ShouldBe(4);
        firstCall.Accept();
        (await room.NextCallAsync()).Accept();

        (await first).Position.Sequence.ShouldBe(1);
        (await Task.WhenAll(later)).Select(answer => answer.Position.Sequence).ShouldBe([2, 3, 4, 5]);
        room.Batches.Select(batch => batch.Length).ShouldBe([1, 4]);
    }

    [Fact]
    public async Task A_list_longer_than_a_batch_goes_in_several_calls_and_gets_all_its_answers()
    {
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);

        var sending = inbox.SendAsync(Enumerable.Range(1, MaxWaiting).Select(Chat).ToArray());
        for (var call = 0; call < 3; call++)
        {
            (await room.NextCallAsync()).Accept();
        }

        (await sending).Select(answer => answer.Position.Sequence).ShouldBe(Enumerable.Range(1, MaxWaiting).Select(i => (long)i));
        room.Batches.Select(batch => batch.Length).ShouldBe([5, 5, 2]);
    }

    [Fact]
    public async Task At_the_limit_a_list_is_refused_as_a_whole_with_a_time_to_wait_and_what_waits_is_not_lost()
    {
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);
        var first = inbox.SendAsync(Chat(1));
        var firstCall = await room.NextCallAsync();
        var waiting = inbox.SendAsync(Enumerable.Range(2, MaxWaiting - 1).Select(Chat).ToArray());

        var refused = await inbox.SendAsync([Chat(100), Chat(101)]);
        var fitting = inbox.SendAsync(Chat(13));
        firstCall.Accept();
        for (var call = 0; call < 3; call++)
        {
            (await room.NextCallAsync()).Accept();
        }

        refused.ShouldAllBe(answer => answer.Code == Rejection.RoomBusy && answer.RetryAfterMs > 0);
        (await first).IsDone.ShouldBeTrue();
        (await waiting).ShouldAllBe(answer => answer.IsDone);
        (await fitting).Position.Sequence.ShouldBe(13);
        room.Batches.SelectMany(batch => batch).ShouldBe(Enumerable.Range(1, 13).Select(i => (long)i));
    }

    [Fact]
    public async Task A_call_that_throws_is_answered_as_unavailable_and_the_next_goes_on()
    {
        var calls = 0;
        await using var inbox = new CommandInbox<RoomCommand>(
            commands => ++calls == 1 ? throw new TimeoutException() : Task.FromResult(AcceptAll(commands)), MaxBatch, MaxWaiting);

        var failed = await inbox.SendAsync(Chat(1));
        var next = await inbox.SendAsync(Chat(2));

        failed.Code.ShouldBe(Rejection.RoomUnavailable);
        failed.Detail.ShouldNotBeNull().ShouldContain(nameof(TimeoutException));
        failed.RetryAfterMs.ShouldBe(CommandInbox.RetryAfterMs);
        next.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_room_that_answers_too_few_is_not_believed()
    {
        await using var inbox = new CommandInbox<RoomCommand>(_ => Task.FromResult<IReadOnlyList<CommandAnswer>>([]), MaxBatch, MaxWaiting);

        (await inbox.SendAsync(Chat(1))).Code.ShouldBe(Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task Disposal_drains_what_was_taken_and_refuses_what_comes_later()
    {
        var room = new HeldRoom();
        var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting);
        var first = inbox.SendAsync(Chat(1));
        var firstCall = await room.NextCallAsync();
        var second = inbox.SendAsync(Chat(2));

        var disposal = inbox.DisposeAsync().AsTask();
        var late = await inbox.SendAsync(Chat(3));
        disposal.IsCompleted.ShouldBeFalse();
        firstCall.Accept();
        (await room.NextCallAsync()).Accept();
        await disposal;

        (await first).IsDone.ShouldBeTrue();
        (await second).IsDone.ShouldBeTrue();
        late.Code.ShouldBe(Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task At_a_pace_calls_are_an_interval_apart_and_what_comes_meanwhile_goes_as_one()
    {
        var time = new FakeTimeProvider();
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting, new GatheringPace(Interval, time));
        var first = inbox.SendAsync(Chat(1));
        (await room.NextCallAsync()).Accept();
        await first;

        var second = inbox.SendAsync(Chat(2));
        time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        var third = inbox.SendAsync(Chat(3));
        room.Batches.Count.ShouldBe(1);
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(1), () => room.Batches.Count == 2);
        (await room.NextCallAsync()).Accept();

        await Task.WhenAll(second, third);
        room.Batches[1].ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_pace_costs_an_idle_inbox_nothing()
    {
        var time = new FakeTimeProvider();
        await using var inbox = new CommandInbox<RoomCommand>(commands => Task.FromResult(AcceptAll(commands)), MaxBatch, MaxWaiting, new GatheringPace(Interval, time));
        (await inbox.SendAsync(Chat(1))).IsDone.ShouldBeTrue();

        time.Advance(Interval);

        (await inbox.SendAsync(Chat(2))).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_its_time()
    {
        var time = new FakeTimeProvider();
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting, new GatheringPace(Interval, time));
        var first = inbox.SendAsync(Chat(1));
        (await room.NextCallAsync()).Accept();
        await first;

        var later = Enumerable.Range(2, MaxBatch).Select(i => inbox.SendAsync(Chat(i))).ToArray();
        (await room.NextCallAsync()).Accept();

        await Task.WhenAll(later);
        room.Batches[1].Length.ShouldBe(MaxBatch);
    }

    [Fact]
    public async Task Where_the_caller_s_turn_has_an_end_an_idle_inbox_calls_there_and_what_came_in_the_turn_rides_along()
    {
        var turn = new List<Action>();
        var isInTurn = true;
        var room = new HeldRoom();
        await using var inbox = new CommandInbox<RoomCommand>(room.ExecuteAsync, MaxBatch, MaxWaiting, new GatheringPace(Interval, new FakeTimeProvider(), Take));
        var answers = new[] { inbox.SendAsync(Chat(1)), inbox.SendAsync(Chat(2)) };
        room.Batches.ShouldBeEmpty();
        var end = turn.ShouldHaveSingleItem();
        isInTurn = false;
        end();

        room.Batches.ShouldHaveSingleItem().ShouldBe([1, 2]);
        (await room.NextCallAsync()).Accept();
        await Task.WhenAll(answers);

        bool Take(Action action)
        {
            if (isInTurn)
            {
                turn.Add(action);
            }

            return isInTurn;
        }
    }

    [Fact]
    public async Task Where_the_caller_s_turn_has_no_end_the_call_goes_by_itself()
    {
        await using var inbox = new CommandInbox<RoomCommand>(
            commands => Task.FromResult(AcceptAll(commands)), MaxBatch, MaxWaiting, new GatheringPace(Interval, new FakeTimeProvider(), _ => false));

        (await inbox.SendAsync(Chat(1))).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_the_pace()
    {
        var time = new FakeTimeProvider();
        var inbox = new CommandInbox<RoomCommand>(commands => Task.FromResult(AcceptAll(commands)), MaxBatch, MaxWaiting, new GatheringPace(Interval, time));
        await inbox.SendAsync(Chat(1));
        var second = inbox.SendAsync(Chat(2));

        await inbox.DisposeAsync();

        (await second).IsDone.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 3, 3, 17)]
    [InlineData(0, 18, 18, 10)]
    [InlineData(0, 18, 28, 0)]
    [InlineData(0, 3, 25, -5)]
    public void A_call_comes_an_interval_after_the_last_was_sent_and_half_of_one_after_it_was_answered(int sentMs, int answeredMs, int nowMs, int leftMs)
    {
        var time = new FakeTimeProvider();
        var pace = new GatheringPace(Interval, time);
        long At(int ms) => time.GetTimestamp() + (ms * time.TimestampFrequency / 1_000);
        var (sentAt, answeredAt) = (At(sentMs), At(answeredMs));
        time.Advance(TimeSpan.FromMilliseconds(nowMs));

        pace.LeftOf(sentAt, answeredAt).ShouldBe(TimeSpan.FromMilliseconds(leftMs));
    }

    [Fact]
    public async Task An_empty_list_costs_no_call_and_one_over_the_limit_is_the_caller_s_error()
    {
        await using var inbox = new CommandInbox<RoomCommand>(_ => throw new InvalidOperationException("called"), MaxBatch, MaxWaiting);

        (await inbox.SendAsync([])).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = inbox.SendAsync(Enumerable.Range(0, MaxWaiting + 1).Select(Chat).ToArray()); });
    }

    [Fact]
    public void Any_interleaving_keeps_each_sender_s_order_one_call_in_flight_and_one_right_answer_per_command() =>
        Gen.Int[0, 1_000_000].Sample(seed => new SeededScheduler(seed).Run(RandomTrafficAsync), iter: 500);

    private static async Task RandomTrafficAsync(Random random)
    {
        var inFlight = 0;
        var sequenced = new List<long>();
        var inbox = new CommandInbox<RoomCommand>(
            async commands =>
            {
                (++inFlight).ShouldBe(1);
                commands.Count.ShouldBeInRange(1, MaxBatch);
                for (var yields = random.Next(4); yields > 0; yields--)
                {
                    await Task.Yield();
                }

                inFlight--;
                if (random.Next(10) == 0)
                {
                    throw new TimeoutException();
                }

                sequenced.AddRange(commands.Select(Number));
                return AcceptAll(commands);
            },
            MaxBatch,
            MaxWaiting);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => SendSomeAsync(inbox, sender, random)));
        await inbox.DisposeAsync();

        sequenced.ShouldBeUnique();
        foreach (var bySender in sequenced.GroupBy(number => number / 1000))
        {
            bySender.ShouldBeInOrder();
        }
    }

    private static async Task SendSomeAsync(CommandInbox<RoomCommand> inbox, int sender, Random random)
    {
        var pending = new List<Task>();
        for (var next = 0; next < 40;)
        {
            var commands = Enumerable.Range(next, random.Next(1, 9)).Select(i => Chat((sender * 1000) + i)).ToArray();
            next += commands.Length;
            pending.Add(SendAndCheckAsync(inbox, commands));
            inbox.WaitingCommands.ShouldBeLessThanOrEqualTo(MaxWaiting);
            if (random.Next(3) > 0)
            {
                await Task.Yield();
            }
        }

        await Task.WhenAll(pending);
    }

    private static async Task SendAndCheckAsync(CommandInbox<RoomCommand> inbox, RoomCommand[] commands)
    {
        var answers = await inbox.SendAsync(commands);
        answers.Count.ShouldBe(commands.Length);
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].IsDone)
            {
                answers[i].Position.Sequence.ShouldBe(Number(commands[i]));
            }
        }
    }

    // The inbox sets its timer on another thread: time goes on in small steps until it has fired.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, TimeSpan step, Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(step);
            await Task.Yield();
        }
    }

    private static RoomCommand Chat(int number) => new(new Person("twitch", "1", "A"), new SendLikes(number));

    private static long Number(RoomCommand command) => ((SendLikes)command.Body).Count;

    private static IReadOnlyList<CommandAnswer> AcceptAll(IReadOnlyList<RoomCommand> commands) =>
        commands.Select(command => new CommandAnswer(CommandOutcome.Accepted, new Position(1, Number(command)))).ToArray();

    /// <summary>A room whose calls wait until the test lets them go.</summary>
    private sealed class HeldRoom
    {
        private readonly System.Threading.Channels.Channel<HeldCall> _calls = System.Threading.Channels.Channel.CreateUnbounded<HeldCall>();

        public List<long[]> Batches { get; } = [];

        public Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<RoomCommand> commands)
        {
            Batches.Add(commands.Select(Number).ToArray());
            var call = new HeldCall(commands);
            _calls.Writer.TryWrite(call);

            // The inbox's disposal waits for its calls: a test that fails before it lets one go ends all the same.
            return call.Answers.WaitAsync(Patience);
        }

        public async Task<HeldCall> NextCallAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }

    private sealed class HeldCall(IReadOnlyList<RoomCommand> commands)
    {
        private readonly TaskCompletionSource<IReadOnlyList<CommandAnswer>> _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IReadOnlyList<CommandAnswer>> Answers => _answers.Task;

        public void Accept() => _answers.SetResult(AcceptAll(commands));
    }
}
