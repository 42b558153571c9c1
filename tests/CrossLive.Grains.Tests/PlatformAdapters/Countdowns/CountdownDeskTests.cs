using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.FlashSales.Fairness;
using CrossLive.Platforms.Countdowns;
using CrossLive.Platforms.Sending;

namespace CrossLive.Grains.Tests.PlatformAdapters.Countdowns;

public sealed class CountdownDeskTests
{
    [Fact]
    public Task Each_message_is_sent_before_its_moment_by_what_those_before_it_took() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        play.Answer = message =>
        {
            play.ReturnLater(message, 3_000);
            return Task.FromResult(new SendResult(SendOutcome.Sent, "m" + message.Kind, CrossLive.Rooms.CommandKey.For("twitch", "m" + message.Kind)));
        };
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));

        await play.RunUntilAsync(5_000);

        // A second was assumed; the first message took three.
        play.SentTimes.ShouldBe([("minute", -61_000L), ("halfMinute", -33_000L), ("tenSeconds", -13_000L), ("link", -3_000L)]);
        play.Entries.Select(entry => (entry.Status, entry.ErrorMs)).ShouldBe(
            [(CountdownStatus.Seen, 2_000L), (CountdownStatus.Seen, 0L), (CountdownStatus.Seen, 0L), (CountdownStatus.Seen, 0L)]);
        play.Desk.Book.DelayAt(play.NowUnixMs).ShouldBe(new DeliveryEstimate(3_000, 3_000, 4));
        play.Stored.Samples.Count.ShouldBe(4);
    });

    [Fact]
    public Task A_connection_is_opened_some_seconds_before_the_first_message_and_not_again_while_it_is_used() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));

        await play.RunUntilAsync(1_000);

        play.Warmed.ShouldBe([-61_000 - CountdownLimits.LeadMs - CountdownDesk.WarmBeforeMs]);
        play.Sent.Count.ShouldBe(4);
    });

    [Fact]
    public Task Each_process_opens_its_own_connection_and_one_that_cannot_be_opened_keeps_nothing_from_being_said() => PlayedDesk.PlayAsync(async play =>
    {
        play.WarmFailure = new InvalidOperationException("A bug of the sender.");
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-40_000);

        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(1_000);

        // The first message took no answer back, so a second is assumed again.
        play.Warmed.ShouldBe([-61_000 - CountdownLimits.LeadMs - CountdownDesk.WarmBeforeMs, -31_000 - CountdownLimits.LeadMs - CountdownDesk.WarmBeforeMs]);
        play.SentTimes.Select(sent => sent.Kind).ShouldBe(["minute", "halfMinute", "tenSeconds", "link"]);
    });

    [Fact]
    public Task Nothing_is_sent_that_is_not_stored() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        play.StoreFailure = new IOException("No storage.");

        await play.RunUntilAsync(-55_000);
        play.Sent.ShouldBeEmpty();

        play.StoreFailure = null;
        await play.RunUntilAsync(1_000);
        play.SentTimes.Select(sent => sent.Kind).ShouldBe(["halfMinute", "tenSeconds", "link"]);
        play.Entries[0].ShouldSatisfyAllConditions(entry => entry.Step.ShouldBe(CountdownStep.Minute), entry => entry.Status.ShouldBe(CountdownStatus.Skipped));
    });

    [Fact]
    public Task A_sale_that_could_not_be_stored_is_stored_when_it_is_told_again() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        play.StoreFailure = new IOException("No storage.");
        await Should.ThrowAsync<IOException>(() => play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed)));
        play.StoreFailure = null;

        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));

        play.Stored.Sales.ShouldHaveSingleItem();
    });

    [Fact]
    public Task A_message_that_came_back_is_stored_before_the_platform_is_told_so_and_taken_again_where_that_failed() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-60_500);
        var text = play.Sent[0].Message.Text;

        play.StoreFailure = new IOException("No storage.");
        await Should.ThrowAsync<IOException>(() => play.ReturnAsync(text, "mminute"));
        play.Entries[0].Status.ShouldBe(CountdownStatus.Sent);

        play.StoreFailure = null;
        (await play.ReturnAsync(text, "mminute")).ShouldBeTrue();
        play.Entries[0].Status.ShouldBe(CountdownStatus.Seen);
        play.Stored.Samples.ShouldHaveSingleItem();
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_was_on_its_way_when_the_process_was_killed_is_said_again_only_where_the_receiver_knows_a_repeat(bool isRepeatable) => PlayedDesk.PlayAsync(async play =>
    {
        play.IsRepeatable = isRepeatable;
        play.Start();
        play.Answer = _ => new TaskCompletionSource<SendResult>().Task;
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-60_500);
        play.Sent.Count.ShouldBe(1);

        play.Answer = message => Task.FromResult(new SendResult(SendOutcome.Sent, message.Id));
        play.Start();
        await play.RunUntilAsync(1_000);

        play.SentTimes.Select(sent => sent.Kind).ShouldBe(isRepeatable ? ["minute", "minute", "halfMinute", "tenSeconds", "link"] : ["minute", "halfMinute", "tenSeconds", "link"]);
        play.Sent.Select(sent => sent.Message.Id).Distinct().Count().ShouldBe(4);
        play.Entries[0].Status.ShouldBe(isRepeatable ? CountdownStatus.Sent : CountdownStatus.Unsure);
    });

    [Fact]
    public Task What_was_said_before_the_process_was_killed_is_not_said_again() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-25_000);

        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(1_000);

        play.SentTimes.Select(sent => sent.Kind).ShouldBe(["minute", "halfMinute", "tenSeconds", "link"]);
    });

    [Fact]
    public Task A_sale_that_is_cancelled_just_before_its_first_message_says_nothing() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-61_050);
        play.Entries[0].Status.ShouldBe(CountdownStatus.Prepared);

        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Cancelled));
        await play.RunUntilAsync(1_000);

        play.Sent.ShouldBeEmpty();
        play.Entries.ShouldHaveSingleItem().ShouldSatisfyAllConditions(entry => entry.Status.ShouldBe(CountdownStatus.Skipped), entry => entry.Detail.ShouldBe("cancelled"));
    });

    [Fact]
    public Task A_sale_that_moves_or_is_cancelled_after_something_was_said_is_corrected() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-50_000);
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed, PlayedDesk.OpensAtUnixMs + 600_000));
        await play.RunUntilAsync(-49_000);
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Cancelled, PlayedDesk.OpensAtUnixMs + 600_000));
        await play.RunUntilAsync(-48_000);

        play.Sent.Select(sent => sent.Message.Text).ShouldBe(["Countdown: Lantern opens in 60 s", "New time: Lantern opens in 10 min 49 s", "Cancelled: Lantern"]);
    });

    [Fact]
    public Task A_message_that_comes_back_before_its_answer_is_known_by_its_text_and_its_repeat_by_its_key() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        var answer = new TaskCompletionSource<SendResult>();
        play.Answer = _ => answer.Task;
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-60_700);
        var text = play.Sent.ShouldHaveSingleItem().Message.Text;

        (await play.ReturnAsync(text, "x1", sender: "somebody")).ShouldBeFalse();
        (await play.ReturnAsync("Hello", "x2")).ShouldBeFalse();
        (await play.ReturnAsync(text, "m1")).ShouldBeTrue();
        (await play.ReturnAsync(text, "m1")).ShouldBeTrue();
        answer.SetResult(new SendResult(SendOutcome.Sent, "m1", CrossLive.Rooms.CommandKey.For("twitch", "m1")));
        await play.RunUntilAsync(-60_600);
        (await play.ReturnAsync(text, "m1")).ShouldBeTrue();

        // The host says the same by hand.
        (await play.ReturnAsync(text, "m2")).ShouldBeFalse();
        play.Entries[0].ShouldSatisfyAllConditions(entry => entry.Status.ShouldBe(CountdownStatus.Seen), entry => entry.MessageId.ShouldBe("m1"), entry => entry.ErrorMs.ShouldBe(-700));
        play.Stored.Samples.ShouldHaveSingleItem().DelayMs.ShouldBe(300);
    });

    [Fact]
    public Task A_platform_that_asks_to_wait_gets_it_then_and_one_that_refuses_is_not_asked_again() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        var limits = 1;
        play.Answer = message => Task.FromResult(message.Kind switch
        {
            "minute" => new SendResult(SendOutcome.Refused, Detail: "Twitch answered 401."),
            "halfMinute" => new SendResult(SendOutcome.Dropped, Detail: "held"),
            "link" when limits-- > 0 => new SendResult(SendOutcome.RateLimited, RetryAfterMs: 2_000, Detail: "Twitch answered 429."),
            _ => new SendResult(SendOutcome.Sent),
        });
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));

        await play.RunUntilAsync(5_000);

        play.SentTimes.ShouldBe([("minute", -61_000L), ("halfMinute", -31_000L), ("tenSeconds", -11_000L), ("link", -1_000L), ("link", 1_000L)]);
        play.Entries.Select(entry => entry.Status).ShouldBe([CountdownStatus.Refused, CountdownStatus.Dropped, CountdownStatus.Sent, CountdownStatus.Sent]);
        play.Entries[0].Detail.ShouldBe("Twitch answered 401.");
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task What_got_no_clear_answer_is_sent_again_only_where_the_receiver_knows_a_repeat(bool isRepeatable) => PlayedDesk.PlayAsync(async play =>
    {
        play.IsRepeatable = isRepeatable;
        play.Start();
        var failures = 1;
        play.Answer = _ => Task.FromResult(failures-- > 0 ? new SendResult(SendOutcome.Unsure, Detail: "The bridge answered 500.") : new SendResult(SendOutcome.Sent));
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));

        await play.RunUntilAsync(-59_000);

        play.SentTimes.ShouldBe(isRepeatable ? [("minute", -61_000L), ("minute", -60_500L)] : [("minute", -61_000L)]);
        play.Sent.Select(sent => sent.Message.Id).ShouldAllBe(id => id == "r1/s1/1");
        play.Entries[0].Status.ShouldBe(isRepeatable ? CountdownStatus.Sent : CountdownStatus.Unsure);
    });

    [Fact]
    public Task A_process_that_is_stopped_leaves_what_it_has_not_sent_to_the_next_one() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        await play.Desk.FollowAsync(PlayedDesk.View(SalePhase.Armed));
        await play.RunUntilAsync(-61_050);
        await play.Desk.DisposeAsync();
        play.Entries[0].Status.ShouldBe(CountdownStatus.Waiting);

        play.Start();
        await play.RunUntilAsync(-60_900);

        play.SentTimes.ShouldBe([("minute", -61_000L)]);
    });

    [Fact]
    public Task A_full_book_keeps_the_sales_that_open_first() => PlayedDesk.PlayAsync(async play =>
    {
        play.Start();
        for (var i = 0; i < CountdownLimits.MaxSales + 5; i++)
        {
            var view = PlayedDesk.View(SalePhase.Armed, PlayedDesk.OpensAtUnixMs + (i * 1_000L));
            await play.Desk.FollowAsync(view with { Offer = view.Offer with { SaleId = $"s{i}" } });
        }

        play.Stored.Sales.Select(sale => sale.SaleId).ShouldBe(Enumerable.Range(0, CountdownLimits.MaxSales).Select(i => $"s{i}"));
    });
}
