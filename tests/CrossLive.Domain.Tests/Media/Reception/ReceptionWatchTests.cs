using CrossLive.Media.Reception;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Reception;

public sealed class ReceptionWatchTests
{
    private const long Second = 1_000;
    private const long GoneAfterMs = 5 * Second;
    private static readonly ReceptionPace Pace = new(30 * Second, 60 * Second, 600 * Second);
    private static readonly ReceptionReading Good = new("good", "active", [], 1), Bad = new("bad", "active", [new("bitrateLow", "warning", "low", "The stream's bitrate is low.")], 2);
    private readonly ReceptionWatch _watch = new("YouTube Live", Pace, GoneAfterMs);

    [Fact]
    public void It_is_asked_ten_seconds_after_it_came_on_the_air_and_each_thirty_seconds_from_then_on() =>
        AskedAt(100, _ => ReceptionAnswer.Of(Good)).ShouldBe([10, 40, 70, 100]);

    [Fact]
    public void Nobody_is_asked_while_the_destination_is_not_on_the_air() => AskedAt(1_000, _ => ReceptionAnswer.Of(Good), isLive: _ => false).ShouldBeEmpty();

    [Fact]
    public void A_connection_that_comes_and_goes_asks_no_oftener_than_one_that_stays() =>
        AskedAt(200, _ => ReceptionAnswer.Of(Good), isLive: second => second % 15 != 14).ShouldBe([10, 40, 70, 100, 130, 160, 190]);

    [Fact]
    public void One_question_is_under_way_at_a_time()
    {
        _watch.TryBegin(true, 0);
        for (var second = 1; second < 10; second++)
        {
            _watch.TryBegin(true, second * Second).ShouldBeFalse();
        }

        _watch.TryBegin(true, 10 * Second).ShouldBeTrue();
        for (var second = 11; second < 100; second++)
        {
            _watch.TryBegin(true, second * Second).ShouldBeFalse();
        }

        _watch.Take(ReceptionAnswer.Of(Good), 99 * Second, 0);
        Enumerable.Range(100, 30).First(second => _watch.TryBegin(true, second * Second)).ShouldBe(129);
    }

    [Theory]
    [InlineData(ReceptionGap.QuotaUsedUp, new[] { 10, 610, 1_210, 1_810 })]
    [InlineData(ReceptionGap.RateLimited, new[] { 10, 70, 190, 430, 910, 1_510 })]
    [InlineData(ReceptionGap.Unavailable, new[] { 10, 70, 130, 190, 250 })]
    [InlineData(ReceptionGap.TokenRefused, new[] { 10, 70, 130, 190, 250 })]
    [InlineData(ReceptionGap.StreamUnknown, new[] { 10, 310, 610 })]
    [InlineData(ReceptionGap.TokenMissing, new[] { 10, 40, 70 })]
    public void What_keeps_it_from_answering_decides_when_it_is_asked_again(ReceptionGap gap, int[] seconds) =>
        AskedAt(seconds[^1], _ => ReceptionAnswer.Of(gap, "why")).ShouldBe(seconds);

    [Fact]
    public void An_answer_begins_the_waits_anew()
    {
        var answers = new Queue<ReceptionAnswer>([Gap(ReceptionGap.RateLimited), Gap(ReceptionGap.RateLimited), ReceptionAnswer.Of(Good), Gap(ReceptionGap.RateLimited)]);
        AskedAt(280, _ => answers.Dequeue()).ShouldBe([10, 70, 190, 220, 280]);
    }

    [Fact]
    public void What_is_shown_has_its_age_and_is_stale_after_three_intervals_and_gone_ten_minutes_later()
    {
        Begin();
        Shown(20).ShouldBe((null, null, false, ReceptionGap.NotReadYet));
        _watch.Take(ReceptionAnswer.Of(Good), 20 * Second, 0);
        _watch.TryBegin(true, 30 * Second);
        Shown(32).ShouldBe(("good", 12, false, null));

        // It is not known any more, and both are said.
        _watch.Take(ReceptionAnswer.Of(ReceptionGap.QuotaUsedUp, "quotaExceeded"), 50 * Second, 0);
        _watch.TryBegin(true, 108 * Second);
        Shown(109).ShouldBe(("good", 89, false, ReceptionGap.QuotaUsedUp));
        Shown(110).ShouldBe(("good", 90, true, ReceptionGap.QuotaUsedUp));
        _watch.ViewAt(110 * Second).Detail.ShouldBe("quotaExceeded");
        _watch.TryBegin(true, 709 * Second);
        Shown(709).ShouldBe(("good", 689, true, ReceptionGap.QuotaUsedUp));
        Shown(710).ShouldBe((null, null, false, ReceptionGap.QuotaUsedUp));
    }

    [Fact]
    public void A_destination_that_has_left_the_air_shows_the_last_word_as_one_of_the_past()
    {
        Shown(0).ShouldBe((null, null, false, ReceptionGap.NotLive));
        Begin();
        _watch.Take(ReceptionAnswer.Of(Good), 20 * Second, 0);
        _watch.TryBegin(true, 21 * Second);
        Shown(25).ShouldBe(("good", 5, false, null));
        Shown(26).ShouldBe(("good", 6, true, ReceptionGap.NotLive), "Nothing was heard of it for five seconds.");
        _watch.ViewAt(26 * Second).NextInMs.ShouldBeNull();
        _watch.TryBegin(true, 27 * Second);
        _watch.TryBegin(false, 28 * Second);
        Shown(28).ShouldBe(("good", 8, true, ReceptionGap.NotLive));
    }

    [Fact]
    public void Only_what_is_new_is_a_change_and_each_is_a_sentence()
    {
        Begin();
        Change(ReceptionAnswer.Of(Good)).ShouldBe("YouTube Live says good, stream active");
        Change(ReceptionAnswer.Of(Good with { UpdatedAtUnixMs = 99 })).ShouldBeNull();
        Change(ReceptionAnswer.Of(Bad)).ShouldBe("YouTube Live says bad, stream active: bitrateLow (warning) The stream's bitrate is low. (before: good)");
        Change(ReceptionAnswer.Of(Bad with { Issues = [Bad.Issues[0] with { Description = "other words" }] })).ShouldBeNull();
        Change(Gap(ReceptionGap.QuotaUsedUp)).ShouldBe("It is not known what YouTube Live says: why");
        Change(Gap(ReceptionGap.QuotaUsedUp)).ShouldBeNull();
        Change(Gap(ReceptionGap.Unavailable)).ShouldNotBeNull();
        Change(ReceptionAnswer.Of(Bad)).ShouldNotBeNull("It is known again.");
        Change(ReceptionAnswer.Of(Bad with { Issues = [] })).ShouldBe("YouTube Live says bad, stream active");
        Change(ReceptionAnswer.Of(Bad with { StreamStatus = "inactive", Issues = [] })).ShouldBe("YouTube Live says bad, stream inactive");
    }

    /// <summary>Whatever the platform answers and whatever the lot, the quota of a day holds for the questions of a day, and none is forgotten.</summary>
    [Fact]
    public void Whatever_is_answered_waits_are_within_their_bounds() =>
        Gen.Select(Gen.Enum<ReceptionGap>().Nullable(), Gen.Int[1, 1_000], Gen.Double[0, 1]).Sample((gap, failures, jitter) =>
            Pace.WaitMs(gap, failures, jitter).ShouldBeInRange((long)(Pace.IntervalMs * (1 - ReceptionPace.JitterShare)), Pace.QuotaMs));

    private static ReceptionAnswer Gap(ReceptionGap gap) => ReceptionAnswer.Of(gap, "why");

    private void Begin()
    {
        for (var second = 0; second <= 20; second++)
        {
            _watch.TryBegin(true, second * Second);
        }
    }

    private string? Change(ReceptionAnswer answer) => _watch.Take(answer, 20 * Second, 0)?.Explanation;

    private (string? Status, long? AgeSeconds, bool IsStale, ReceptionGap? Gap) Shown(int second)
    {
        var view = _watch.ViewAt(second * Second);
        return (view.Reading?.Status, view.AgeMs / Second, view.IsStale, view.Gap);
    }

    // A report each second, as a room's process sends them; each question is answered at once.
    private List<int> AskedAt(int lastSecond, Func<int, ReceptionAnswer> answer, Func<int, bool>? isLive = null)
    {
        var asked = new List<int>();
        for (var second = 0; second <= lastSecond; second++)
        {
            if (_watch.TryBegin(isLive?.Invoke(second) ?? true, second * Second))
            {
                asked.Add(second);
                if (second < lastSecond)
                {
                    _watch.Take(answer(second), second * Second, 0);
                }
            }
        }

        return asked;
    }
}
