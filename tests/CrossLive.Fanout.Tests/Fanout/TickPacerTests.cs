using CrossLive.Gateway.Fanout;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

public sealed class TickPacerTests
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Max = TimeSpan.FromMilliseconds(150);

    [Fact]
    public void An_idle_room_is_sent_at_once()
    {
        var pacer = new TickPacer(Min, Max);
        pacer.DueAt(Ms(7)).ShouldBe(Ms(7));
        pacer.NoteSent(Ms(7), Ms(8));

        pacer.DueAt(Ms(27)).ShouldBe(Ms(27));
        pacer.DueAt(Ms(5_000)).ShouldBe(Ms(5_000));
    }

    [Fact]
    public void A_room_is_at_rest_before_its_first_frame_and_when_none_was_due_for_a_while()
    {
        var pacer = new TickPacer(Min, Max);
        pacer.IsAtRest(Ms(7)).ShouldBeTrue();
        pacer.NoteSent(Ms(1_000), Ms(1_050));

        pacer.IsAtRest(Ms(1_020)).ShouldBeFalse();
        pacer.IsAtRest(Ms(1_000) + TickPacer.Rest - Ms(1)).ShouldBeFalse();
        pacer.IsAtRest(Ms(1_000) + TickPacer.Rest).ShouldBeTrue();
    }

    [Fact]
    public void What_comes_within_a_tick_of_the_last_frame_waits_for_the_tick_s_end()
    {
        var pacer = new TickPacer(Min, Max);
        pacer.NoteSent(Ms(100), Ms(101));

        pacer.DueAt(Ms(101)).ShouldBe(Ms(120));
        pacer.DueAt(Ms(115)).ShouldBe(Ms(120));
    }

    [Fact]
    public void News_a_little_before_their_time_go_at_once_and_the_next_frame_is_due_as_if_they_had_waited()
    {
        var pacer = new TickPacer(Min, Max);
        pacer.NoteSent(Ms(100), Ms(101));

        pacer.DueAt(Ms(116)).ShouldBe(Ms(116));
        pacer.NoteSent(Ms(116), Ms(117));

        pacer.DueAt(Ms(118)).ShouldBe(Ms(140));
        pacer.DueAt(Ms(137)).ShouldBe(Ms(137));
    }

    [Fact]
    public void The_tick_grows_as_far_as_sending_needs_up_to_its_limit_and_shrinks_back_step_by_step()
    {
        var pacer = new TickPacer(Min, Max);
        pacer.NoteSent(Ms(0), Ms(30));
        pacer.Tick.ShouldBe(Ms(60));
        (pacer.IsBehind, pacer.IsAtEase).ShouldBe((false, true));

        pacer.NoteSent(Ms(60), Ms(1_060));
        pacer.Tick.ShouldBe(Max);
        (pacer.IsBehind, pacer.IsAtEase).ShouldBe((true, false));

        pacer.NoteSent(Ms(1_060), Ms(1_061));
        pacer.Tick.ShouldBe(Max * 0.9);
        (pacer.IsBehind, pacer.IsAtEase).ShouldBe((false, true));
        for (var i = 0; i < 100; i++)
        {
            pacer.NoteSent(Ms(2_000 + i), Ms(2_001 + i));
        }

        pacer.Tick.ShouldBe(Min);
    }

    [Fact]
    public void Without_a_tick_nothing_waits_and_the_tick_still_grows_under_load()
    {
        var pacer = new TickPacer(TimeSpan.Zero, Max);
        pacer.NoteSent(Ms(10), Ms(10));
        pacer.DueAt(Ms(10)).ShouldBe(Ms(10));

        pacer.NoteSent(Ms(10), Ms(60));

        pacer.DueAt(Ms(60)).ShouldBe(Ms(110));
    }

    [Fact]
    public void Whatever_sending_takes_due_times_and_ticks_stay_within_their_limits() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 300], Gen.Select(Gen.Int[0, 400], Gen.Int[0, 600]).Array[1, 60]).Sample((minMs, moreMs, steps) =>
        {
            var (min, max) = (Ms(minMs), Ms(minMs + moreMs));
            var pacer = new TickPacer(min, max);
            var (now, last, sent, began, slack) = (TimeSpan.Zero, (TimeSpan?)null, 0, TimeSpan.Zero, TimeSpan.Zero);
            foreach (var (pauseMs, takesMs) in steps)
            {
                now += Ms(pauseMs);
                var due = pacer.DueAt(now);
                due.ShouldBeGreaterThanOrEqualTo(now);

                // Never more than a tick, and what the last one was early, after the last one, unless the news came later still; on average no more than one a shortest tick.
                var longest = pacer.Tick + slack;
                slack = pacer.Tick * 0.2;
                due.ShouldBeLessThanOrEqualTo(last is { } before && before + longest > now ? before + longest : now);
                began = last is null ? due : began;
                (due - began + (min * 0.2)).ShouldBeGreaterThanOrEqualTo(min * sent++);
                now = due + Ms(takesMs);
                pacer.NoteSent(due, now);
                pacer.Tick.ShouldBeInRange(min, max);
                (pacer.IsBehind && pacer.IsAtEase).ShouldBeFalse();
                last = due;
            }
        });

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);
}
