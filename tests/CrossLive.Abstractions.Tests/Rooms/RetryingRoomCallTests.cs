using System.Collections.Concurrent;
using CrossLive.Rooms;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Abstractions.Tests.Rooms;

public sealed class RetryingRoomCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly CommandAnswer Done = new(CommandOutcome.Accepted, new Position(1, 1));
    private static readonly CommandAnswer Away = CommandAnswer.Reject(Rejection.RoomUnavailable, "away");
    private readonly AwaitedTime _time = new();
    private readonly List<long[]> _calls = [];

    [Fact]
    public async Task A_room_that_answers_is_asked_once()
    {
        var answers = await RunAsync(_ => [Done, CommandAnswer.Reject(Rejection.RoomBusy, "busy"), CommandAnswer.Reject(Rejection.StorageFull, "full")], 3);

        answers.Select(answer => answer.Code).ShouldBe([null, Rejection.RoomBusy, Rejection.StorageFull]);
        _calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_room_that_is_away_is_asked_until_it_is_back_with_what_is_unanswered_only()
    {
        var answers = await RunAsync(call => call switch { 1 => throw new TimeoutException(), 2 => [Done, Away, Away], 3 => [Away, Done], _ => [Done] }, 3);

        answers.ShouldAllBe(answer => answer.IsDone);
        _calls.ShouldBe([[0, 1, 2], [0, 1, 2], [1, 2], [1]]);
    }

    [Fact]
    public async Task When_patience_ends_what_is_unanswered_stays_unavailable()
    {
        var startedAt = _time.GetUtcNow();

        var answers = await RunAsync(_ => throw new InvalidOperationException(), 2);

        answers.ShouldAllBe(answer => answer.Code == Rejection.RoomUnavailable && answer.RetryAfterMs > 0);
        (_time.GetUtcNow() - startedAt).ShouldBeInRange(Patience, Patience + TimeSpan.FromSeconds(2));
        _calls.Count.ShouldBeInRange(10, 40);
    }

    [Fact]
    public async Task A_room_that_answers_too_few_is_not_believed()
    {
        var answers = await RunAsync(call => call == 1 ? [Done] : [Done, Done], 2);

        answers.ShouldAllBe(answer => answer.IsDone);
        _calls.Count.ShouldBe(2);
    }

    private async Task<IReadOnlyList<CommandAnswer>> RunAsync(Func<int, CommandAnswer[]> answer, int commands)
    {
        Task<IReadOnlyList<CommandAnswer>> Execute(IReadOnlyList<RoomCommand> asked)
        {
            _calls.Add([.. asked.Select(command => ((SendLikes)command.Body).Count)]);
            return Task.FromResult<IReadOnlyList<CommandAnswer>>(answer(_calls.Count));
        }

        var call = new RetryingRoomCall<RoomCommand>(Execute, Patience, _time, new Random(1));
        var running = call.ExecuteAsync([.. Enumerable.Range(0, commands).Select(i => new RoomCommand(new Person("web", "1", "A"), new SendLikes(i)))]);
        while (!running.IsCompleted)
        {
            // Time moves only while the call waits, and by just as much: a busy machine cannot let it run ahead.
            if (_time.Waits.TryDequeue(out var wait))
            {
                _time.Advance(wait);
            }

            await Task.Yield();
        }

        return await running;
    }

    /// <summary>Virtual time that knows what is waited for.</summary>
    private sealed class AwaitedTime : FakeTimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Waits.Enqueue(dueTime);
            return timer;
        }
    }
}
