using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Console;
using CrossLive.Platforms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Console;

public sealed class SalePlatformReportTests
{
    private const long T = 1_800_000_000_000;

    private static readonly SaleView View = new(
        new SaleOffer("s1", "Lantern", "sku-1", [new Money(1_999, "EUR")], 10, [], 2, 60_000, T, null, 0, 150, 250), SalePhase.Open, 10, 0, 0, 0, 0, "c", null, null, 0);

    [Fact]
    public void The_report_has_the_delay_its_error_what_was_said_and_by_how_much_the_link_missed_the_opening()
    {
        var report = ReportOf(
            new CountdownEntry(1, CountdownStep.TenSeconds, T, T - 10_000, "Countdown", CountdownStatus.Skipped, Detail: "late"),
            new CountdownEntry(2, CountdownStep.Link, T, T, "Open now", CountdownStatus.Seen, 3_000, 200, SentAtUnixMs: T - 3_000, SeenAtUnixMs: T + 140, MessageId: "m", Attempts: 1));

        report.ShouldSatisfyAllConditions(
            () => report.IsSending.ShouldBeTrue(),
            () => (report.DelayMs, report.DelayErrorMs, report.DelaySamples).ShouldBe((3_000, 200, 7)),
            () => report.LinkDueAtUnixMs.ShouldBe(T - 3_000),
            () => report.SayAtUnixMs.ShouldBe(T - 5_000),
            () => report.LinkErrorMs.ShouldBe(140),
            () => report.Problem.ShouldBeNull(),
            () => report.Messages.Select(message => (message.Kind, message.Status, message.ErrorMs, message.Detail)).ShouldBe([("tenSeconds", "skipped", null, "late"), ("link", "seen", 140, null)]));
    }

    [Theory]
    [InlineData(CountdownStatus.Refused, "Twitch answered 401.", "refused: Twitch answered 401.")]
    [InlineData(CountdownStatus.Dropped, "Twitch does not show it: msg_rejected", "dropped: Twitch does not show it: msg_rejected")]
    [InlineData(CountdownStatus.Waiting, "Twitch answered 429.", "waiting: Twitch answered 429.")]
    [InlineData(CountdownStatus.Unsure, "Twitch did not answer in time.", "unsure: Twitch did not answer in time.")]
    [InlineData(CountdownStatus.Sent, null, null)]
    public void What_is_wrong_with_the_newest_message_is_said(CountdownStatus status, string? detail, string? problem) =>
        ReportOf(
            new CountdownEntry(1, CountdownStep.HalfMinute, T, T - 30_000, "Countdown", CountdownStatus.Refused, SentAtUnixMs: T - 31_000, Detail: "older"),
            new CountdownEntry(2, CountdownStep.TenSeconds, T, T - 10_000, "Countdown", status, SentAtUnixMs: T - 11_000, Detail: detail)).Problem.ShouldBe(problem);

    [Fact]
    public void A_link_of_an_opening_that_has_moved_says_nothing_of_this_one() =>
        ReportOf(new CountdownEntry(1, CountdownStep.Link, T - 60_000, T - 60_000, "Open now", CountdownStatus.Seen, SeenAtUnixMs: T - 59_000)).LinkErrorMs.ShouldBeNull();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_says_whether_the_picture_s_delay_is_known_as_far_as_the_platform_only(bool isPartial) => SalePlatformReport.Of(
        PlatformCatalog.Find("twitch")!,
        new PlatformCountdowns("twitch", true, new DeliveryEstimate(3_000, 200, 7), 400, []) { IsVideoDelayPartial = isPartial },
        View).VideoDelayIsPartial.ShouldBe(isPartial);

    private static SalePlatformReport ReportOf(params CountdownEntry[] entries) => SalePlatformReport.Of(
        PlatformCatalog.Find("twitch")!,
        new PlatformCountdowns("twitch", true, new DeliveryEstimate(3_000, 200, 7), 5_000, [new CountdownSale("s1", "Lantern", T, null, SalePhase.Open, entries)]),
        View);
}
