using System.Diagnostics;
using System.Net.Sockets;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Gateway.Transport;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

/// <summary>Where the system has no epoll there is nothing to be held here: these tests return.</summary>
public sealed class LoopClockTests
{
    [Fact]
    public async Task Waits_that_begin_on_a_receive_loop_end_there_and_not_before_their_time()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        int[] waitsMs = [40, 5, 20, 0, 5, 30];
        var ended = 0;
        await OnLoopAsync(loop, async () => await Task.WhenAll(waitsMs.Select(async waitMs =>
        {
            var beganAt = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), new LoopClock(TimeProvider.System));
            loop.IsCurrent.ShouldBeTrue();
            Stopwatch.GetElapsedTime(beganAt).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(waitMs);
            ended++;
        })));
        ended.ShouldBe(waitsMs.Length);
    }

    [Fact]
    public async Task Waits_that_begin_elsewhere_end_on_the_loop_where_one_began_last_and_by_the_runtime_s_timer_when_that_has_ended()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        var clock = new LoopClock(TimeProvider.System);
        var loop = new ReceiveLoop("test-recv", isBatching: true);
        await OnLoopAsync(loop, () => Task.Delay(TimeSpan.FromMilliseconds(1), clock));
        for (var waitMs = 0; waitMs < 5; waitMs++)
        {
            var beganAt = Stopwatch.GetTimestamp();
            (await EndsOnLoopAsync(TimeSpan.FromMilliseconds(waitMs))).ShouldBeTrue();
            Stopwatch.GetElapsedTime(beganAt).TotalMilliseconds.ShouldBeGreaterThanOrEqualTo(waitMs);
        }

        var waiting = EndsOnLoopAsync(TimeSpan.FromDays(1));
        loop.Dispose();
        await waiting.WaitAsync(Eventually.Patience);
        (await EndsOnLoopAsync(TimeSpan.FromMilliseconds(1))).ShouldBeFalse();

        Task<bool> EndsOnLoopAsync(TimeSpan wait)
        {
            var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            clock.CreateTimer(_ => ended.SetResult(loop.IsCurrent), null, wait, Timeout.InfiniteTimeSpan);
            return ended.Task.WaitAsync(Eventually.Patience);
        }
    }

    [Fact]
    public async Task Timers_end_in_the_order_in_which_they_are_due()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        int[] duesMs = [40, 5, 20, 0, 30];
        var ended = new List<int>();
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await OnLoopAsync(loop, async () =>
        {
            var now = Stopwatch.GetTimestamp();
            foreach (var dueMs in duesMs)
            {
                loop.TryAdd(new LoopTimer(_ => End(dueMs), null), now + (dueMs * Stopwatch.Frequency / 1_000)).ShouldBeTrue();
            }

            await last.Task;
        });
        ended.ShouldBe(duesMs.Order());

        void End(int dueMs)
        {
            ended.Add(dueMs);
            if (ended.Count == duesMs.Length)
            {
                last.SetResult();
            }
        }
    }

    [Fact]
    public async Task A_wait_whose_loop_ends_ends_with_it()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        var loop = new ReceiveLoop("test-recv", isBatching: true);
        Task? waiting = null;
        await OnLoopAsync(loop, () =>
        {
            waiting = Task.Delay(TimeSpan.FromDays(1), new LoopClock(TimeProvider.System));
            return Task.CompletedTask;
        });
        waiting!.IsCompleted.ShouldBeFalse();
        loop.Dispose();
        await waiting.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task A_wait_that_was_given_up_calls_nobody()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        var loop = new ReceiveLoop("test-recv", isBatching: true);
        var calls = 0;
        await OnLoopAsync(loop, async () =>
            await new LoopClock(TimeProvider.System).CreateTimer(_ => calls++, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).DisposeAsync());
        loop.Dispose();
        calls.ShouldBe(0);
    }

    [Fact]
    public async Task Under_another_clock_a_wait_is_that_clock_s_also_on_a_receive_loop()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        var time = new FakeTimeProvider();
        Task? waiting = null;
        await OnLoopAsync(loop, () =>
        {
            waiting = Task.Delay(TimeSpan.FromDays(1), new LoopClock(time));
            return Task.CompletedTask;
        });
        waiting!.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromDays(1));
        await waiting.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task What_is_left_for_the_end_of_a_turn_runs_on_the_loop_s_thread_behind_what_came()
    {
        if (!Epoll.IsSupported)
        {
            return;
        }

        using var loop = new ReceiveLoop("test-recv", isBatching: true);
        var order = new List<string>();
        var ended = new TaskCompletionSource();
        await OnLoopAsync(loop, async () =>
        {
            ReceiveLoop.AtTurnEnd(() =>
            {
                loop.IsCurrent.ShouldBeTrue();
                order.Add("end");
                ended.SetResult();
            }).ShouldBeTrue();
            order.Add("turn");
            await ended.Task;
        });
        order.ShouldBe(["turn", "end"]);
    }

    [Fact]
    public void A_thread_that_is_no_receive_loop_s_has_no_end_of_a_turn() =>
        ReceiveLoop.AtTurnEnd(() => throw new InvalidOperationException("called")).ShouldBeFalse();

    // Goes on on the loop's thread, as a client's call does: waits before anything comes, and away from the test's own context.
    private static async Task OnLoopAsync(ReceiveLoop loop, Func<Task> body)
    {
        using var pair = await TcpPair.ConnectAsync();
        var source = new LoopSource(loop, pair.Server, static () => { });
        try
        {
            var running = Task.CompletedTask;
            await Task.Run(() =>
            {
                running = RunAsync();
            });
            await pair.Client.SendAsync("x"u8.ToArray(), SocketFlags.None);
            await running.WaitAsync(Eventually.Patience);
        }
        finally
        {
            // A socket that the loop still holds is not closed.
            await source.RemoveAsync().WaitAsync(Eventually.Patience);
        }

        async Task RunAsync()
        {
            await source.ReceiveAsync(1);
            loop.IsCurrent.ShouldBeTrue();
            await body();
        }
    }
}
