using CrossLive.FlashSales.Countdowns;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Countdowns;

public sealed class CountdownTextTests
{
    private const string Link = "https://shop.example/live?room=shop";
    private static readonly string[] Letters = ["a", "灯", "🏮", "e\u0301"];

    [Theory]
    [InlineData(CountdownStep.Minute, "en", "Countdown: Lantern opens in 60 s")]
    [InlineData(CountdownStep.TenSeconds, "zh", "倒计时：Lantern，10 秒后开抢")]
    [InlineData(CountdownStep.Link, "en", "Open now: Lantern " + Link)]
    [InlineData(CountdownStep.Link, "zh", "开抢啦：Lantern " + Link)]
    [InlineData(CountdownStep.Moved, "en", "New time: Lantern opens in 2 min 30 s")]
    [InlineData(CountdownStep.Moved, "zh", "改时间：Lantern，2 分 30 秒后开抢")]
    [InlineData(CountdownStep.Cancelled, "en", "Cancelled: Lantern")]
    [InlineData(CountdownStep.Cancelled, "zh", "已取消：Lantern")]
    public void Each_step_is_said_in_the_platforms_language(CountdownStep step, string language, string text) =>
        CountdownText.Of(step, "Lantern", 150_000, Link, language, 500).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59_400, "59 s")]
    [InlineData(3_600_000, "1 h")]
    [InlineData(90_061_000, "1 d 1 h")]
    public void A_new_time_is_said_in_its_two_largest_units(long leftMs, string time) =>
        CountdownText.Of(CountdownStep.Moved, "x", leftMs, Link, "en", 500).ShouldBe($"New time: x opens in {time}");

    [Fact]
    public void Every_text_fits_the_platform_holds_the_whole_link_and_cuts_no_letter_in_half() =>
        Gen.Select(Gen.Enum<CountdownStep>(), Gen.Int[0, 3].Select(i => Letters[i]).Array[0, 200], Gen.Bool, Gen.Int[CountdownText.MinTextLength, 500]).Sample((step, letters, isChinese, max) =>
        {
            var link = "https://shop.example/" + new string('l', CountdownText.MaxLinkLength - 21);

            var text = CountdownText.Of(step, string.Concat(letters), 3_599_000, link, isChinese ? "zh" : "en", max);

            text.Length.ShouldBeLessThanOrEqualTo(max);
            text.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
            text.ShouldNotContain("e…");
            if (step == CountdownStep.Link)
            {
                text.ShouldEndWith(link);
            }
        }, threads: 1);
}
