using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Countdowns;

public sealed class CountdownPlannerTests
{
    private const long Start = 1_800_000_000_000;
    private const long T = Start + 120_000;

    [Fact]
    public void Countdown_and_link_are_sent_the_delay_before_they_are_to_be_read()
    {
        var platform = Armed();

        platform.RunUntil(T + 10_000);

        platform.Sent.Select(entry => (entry.Step, entry.SentAtUnixMs!.Value - T)).ShouldBe(
            [(CountdownStep.Minute, -61_000L), (CountdownStep.HalfMinute, -31_000L), (CountdownStep.TenSeconds, -11_000L), (CountdownStep.Link, -1_000L)]);
    }

    [Fact]
    public void The_delay_is_read_when_the_message_is_due_and_not_when_the_sale_is_armed()
    {
        var platform = Armed();
        platform.RunUntil(T - 40_000);

        platform.Delay = new DeliveryEstimate(3_000, 0, 9);
        platform.RunUntil(T);

        platform.Sent.Select(entry => entry.SentAtUnixMs!.Value - T).ShouldBe([-61_000L, -33_000L, -13_000L, -3_000L]);
    }

    [Fact]
    public void Nothing_is_said_of_a_sale_that_is_planned_only()
    {
        var platform = new PlayedPlatform(Start, T);

        platform.RunUntil(T + 1_000);

        platform.Sale.Entries.ShouldBeEmpty();
        CountdownPlanner.Next(platform.Sale, platform.Delay, Start).WakeAtUnixMs.ShouldBeNull();
    }

    [Fact]
    public void What_a_server_that_was_away_has_missed_is_left_out_and_says_why_but_the_link_is_sent_late()
    {
        var platform = Armed();
        platform.RunUntil(T - 70_000);

        platform.Sleep(75_000);
        platform.RunUntil(T + 20_000);

        platform.SentSteps.ShouldBe([CountdownStep.Link]);
        platform.Sale.Entries.Where(entry => entry.Status == CountdownStatus.Skipped).Select(entry => (entry.Step, entry.Detail)).ShouldBe(
            [(CountdownStep.Minute, "late"), (CountdownStep.HalfMinute, "late"), (CountdownStep.TenSeconds, "late")]);
    }

    [Fact]
    public void Where_nothing_was_said_a_moved_sale_needs_no_correction()
    {
        var platform = Armed();
        platform.RunUntil(T - 70_000);

        platform.Move(T + 60_000);
        platform.RunUntil(T + 61_000);

        platform.SentSteps.ShouldBe([CountdownStep.Minute, CountdownStep.HalfMinute, CountdownStep.TenSeconds, CountdownStep.Link]);
        platform.Sent.ShouldAllBe(entry => entry.OpensAtUnixMs == T + 60_000);
    }

    [Fact]
    public void A_sale_that_moves_after_something_was_said_is_corrected_at_once_and_counted_down_anew()
    {
        var platform = Armed();
        platform.RunUntil(T - 25_000);

        platform.Move(T + 60_000);
        platform.RunUntil(T + 61_000);

        platform.Sent.Select(entry => (entry.Step, entry.OpensAtUnixMs)).ShouldBe([
            (CountdownStep.Minute, T), (CountdownStep.HalfMinute, T), (CountdownStep.Moved, T + 60_000), (CountdownStep.Minute, T + 60_000),
            (CountdownStep.HalfMinute, T + 60_000), (CountdownStep.TenSeconds, T + 60_000), (CountdownStep.Link, T + 60_000)]);
        platform.Sent[2].SentAtUnixMs!.Value.ShouldBeInRange(T - 25_000, T - 25_000 + (2 * PlayedPlatform.TickMs));
    }

    [Fact]
    public void A_sale_that_is_cancelled_is_called_off_once_and_only_where_it_was_announced()
    {
        var silent = Armed();
        silent.RunUntil(T - 70_000);
        silent.Cancel();
        silent.RunUntil(T);
        silent.Sent.ShouldBeEmpty();

        var announced = Armed();
        announced.RunUntil(T - 20_000);
        announced.Cancel();
        announced.RunUntil(T + 5_000);
        announced.SentSteps.ShouldBe([CountdownStep.Minute, CountdownStep.HalfMinute, CountdownStep.Cancelled]);
    }

    [Fact]
    public void What_the_platform_asks_to_hold_back_is_sent_when_it_may_and_not_after_its_moment()
    {
        var platform = Armed();
        platform.Answer = entry => entry.Step == CountdownStep.HalfMinute || entry.Step == CountdownStep.Link
            ? entry with { Status = CountdownStatus.Waiting, RetryAtUnixMs = entry.SentAtUnixMs + 4_000, Detail = "429" }
            : entry with { Status = CountdownStatus.Sent };

        platform.RunUntil(T + 9_000);

        platform.Sent.Select(entry => (entry.Step, entry.SentAtUnixMs!.Value - T)).ShouldBe([
            (CountdownStep.Minute, -61_000L), (CountdownStep.HalfMinute, -31_000L), (CountdownStep.TenSeconds, -11_000L),
            (CountdownStep.Link, -1_000L), (CountdownStep.Link, 3_000L), (CountdownStep.Link, 7_000L)]);
        platform.Sale.Entries.Single(entry => entry.Status == CountdownStatus.Skipped).Detail.ShouldBe("late (429)");
    }

    [Fact]
    public void A_message_that_the_platform_never_takes_is_given_up()
    {
        var platform = Armed();
        platform.Answer = entry => entry with { Status = CountdownStatus.Waiting, RetryAtUnixMs = entry.SentAtUnixMs + 500 };

        platform.RunUntil(T + 60_000);

        platform.SentSteps.Count(step => step == CountdownStep.Link).ShouldBe(CountdownLimits.MaxAttempts);
        platform.Sale.Entries.ShouldAllBe(entry => entry.Status == CountdownStatus.Skipped);
    }

    [Fact]
    public void The_platforms_rate_holds_a_message_back_and_one_that_would_be_late_by_it_is_left_out()
    {
        var sale = new CountdownSale("s1", "Lantern", T, null, SalePhase.Armed, []);
        var delay = new DeliveryEstimate(1_000, 0, 5);

        CountdownPlanner.Next(sale, delay, T - 61_000, freeAtUnixMs: T - 60_500).WakeAtUnixMs.ShouldBe(T - 60_500 - CountdownLimits.LeadMs);
        CountdownPlanner.Next(sale, delay, T - 61_000, freeAtUnixMs: T - 59_000).Entry!.ShouldSatisfyAllConditions(
            entry => entry.Step.ShouldBe(CountdownStep.Minute), entry => entry.Status.ShouldBe(CountdownStatus.Skipped), entry => entry.Detail.ShouldBe("late"));
    }

    [Fact]
    public void A_sale_that_closes_before_the_link_could_be_read_gets_none()
    {
        var platform = Armed();
        platform.RunUntil(T - 5_000);
        platform.Sleep(10_000);
        platform.Close();

        platform.RunUntil(T + 20_000);

        platform.SentSteps.ShouldBe([CountdownStep.Minute, CountdownStep.HalfMinute, CountdownStep.TenSeconds]);
    }

    [Fact]
    public void Whatever_happens_nothing_is_said_twice_or_after_its_moment_and_viewers_end_up_knowing_what_is_true() =>
        Gen.Select(Gen.Long[0, 200].Select(Gen.Int[0, 5], Gen.Long[0, 150_000]).Array[0, 12], Gen.Int[0, 4].Array[40], Gen.Long[0, 6_000].Array[12]).Sample((acts, answers, delays) =>
        {
            var platform = Armed();
            var answer = 0;
            platform.Answer = entry => answers[answer++ % answers.Length] switch
            {
                0 => entry with { Status = CountdownStatus.Waiting, RetryAtUnixMs = entry.SentAtUnixMs + 700 },
                1 => entry with { Status = CountdownStatus.Unsure },
                2 => entry with { Status = CountdownStatus.Dropped },
                3 => entry with { Status = CountdownStatus.Seen },
                _ => entry with { Status = CountdownStatus.Sent },
            };
            for (var i = 0; i < acts.Length; i++)
            {
                var (waitTenths, act, ms) = acts[i];
                platform.RunUntil(platform.NowUnixMs + (waitTenths * 100));
                switch (act)
                {
                    case 0 when platform.Sale.Phase == SalePhase.Armed:
                    case 1 when platform.Sale.Phase == SalePhase.Armed:
                        platform.Move(platform.NowUnixMs + ms + 1);
                        break;
                    case 2 when i > 8 && !platform.Sale.IsOver:
                        platform.Cancel();
                        break;
                    case 3:
                        platform.Sleep(ms / 3);
                        break;
                    default:
                        platform.Delay = new DeliveryEstimate(delays[i], 0, 5);
                        break;
                }
            }

            platform.RunUntil(Math.Max(platform.NowUnixMs, platform.Sale.OpensAtUnixMs) + 20_000);

            var said = platform.Sale.Entries.Where(entry => entry.MayBeRead).ToArray();
            said.Where(entry => !entry.IsCorrection).Select(entry => (entry.Step, entry.OpensAtUnixMs)).ShouldBeUnique();
            foreach (var sent in platform.Sent.Where(entry => !entry.IsCorrection))
            {
                var readAt = sent.SentAtUnixMs!.Value + sent.DelayMs;
                readAt.ShouldBeGreaterThanOrEqualTo(sent.ShowAtUnixMs);
                readAt.ShouldBeLessThanOrEqualTo(sent.ShowAtUnixMs + (sent.Step == CountdownStep.Link ? CountdownLimits.MaxLinkLateMs : CountdownLimits.MaxLateMs) + PlayedPlatform.TickMs);
            }

            // What was read last is true, unless the platform did not take the correction, or the opening overtook it.
            if (said.LastOrDefault() is { } last && platform.Sale.Phase == SalePhase.Cancelled && last.Step != CountdownStep.Cancelled)
            {
                platform.Sale.Entries.ShouldContain(entry => entry.Number > last.Number && entry.Step == CountdownStep.Cancelled && !entry.MayBeRead);
            }
        }, threads: 1, iter: 400);

    [Fact]
    public void A_book_of_one_sale_keeps_the_newest_entries_and_changes_the_one_that_has_the_number()
    {
        var sale = new CountdownSale("s1", "Lantern", T, null, SalePhase.Armed, []);
        for (var i = 1; i <= CountdownLimits.MaxEntriesPerSale + 3; i++)
        {
            sale = sale.With(new CountdownEntry(sale.NextNumber, CountdownStep.Moved, T + i, T, "", CountdownStatus.Prepared));
        }

        sale = sale.With(sale.Entries[5] with { Status = CountdownStatus.Seen });

        sale.Entries.Count.ShouldBe(CountdownLimits.MaxEntriesPerSale);
        sale.Entries.Select(entry => entry.Number).ShouldBe(Enumerable.Range(4, CountdownLimits.MaxEntriesPerSale));
        sale.Entries.Single(entry => entry.Status == CountdownStatus.Seen).Number.ShouldBe(9);
    }

    private static PlayedPlatform Armed()
    {
        var platform = new PlayedPlatform(Start, T);
        platform.Arm();
        return platform;
    }
}
