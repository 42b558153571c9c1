using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CrossLive.Chat;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Chat;

public sealed class ChatTextTests
{
    private const int Max = RoomLimits.MaxTextLength;

    [Theory]
    [InlineData("hello")]
    [InlineData("مرحبا بالعالم، كيف الحال؟")]
    [InlineData("שָׁלוֹם עוֹלָם")]
    [InlineData("สวัสดีครับ ที่นี่น้ำดื่ม")]
    [InlineData("नमस्ते दुनिया, क्‍ष क्ष")]
    [InlineData("Tiếng Việt: ngưỡng, ễ, ợ")]
    [InlineData("Tie\u0302\u0301ng Vie\u0323\u0302t")]
    [InlineData("می‌خواهم")]
    [InlineData("大家好！这个多少钱？")]
    [InlineData("ありがとう が\u3099")]
    [InlineData("감사합니다")]
    [InlineData("བསྒྲུབས")]
    [InlineData("👩‍👩‍👧‍👦 and 🏳️‍🌈")]
    [InlineData("👍🏽 1️⃣ 🇹🇼 ❤️‍🔥")]
    [InlineData("a  b")]
    public void Text_of_any_language_is_left_as_it_is(string text)
    {
        ChatText.Clean(text, Max, TextPolicy.Refuse).ShouldBe(new CleanedText(text, null));
        ChatText.Clean(text, Max, TextPolicy.Repair).ShouldBe(new CleanedText(text, null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u3000\u00A0")]
    [InlineData("\t\r\n")]
    [InlineData("\u200B\uFEFF")]
    [InlineData("\u202E\u2066")]
    [InlineData("\u200D")]
    [InlineData("\u200E \u200F\u200C")]
    [InlineData("\u3164")]
    [InlineData("\u2800\u2800")]
    public void Where_nothing_can_be_seen_there_is_no_text(string? text)
    {
        ChatText.Clean(text, Max, TextPolicy.Refuse).ShouldBe(new CleanedText(null, Rejection.TextEmpty));
        ChatText.Clean(text, Max, TextPolicy.Repair).ShouldBe(new CleanedText(null, Rejection.TextEmpty));
    }

    [Theory]
    [InlineData("a\0b", "a b")]
    [InlineData("a\u0007\u0008b", "a b")]
    [InlineData("a\u009Bb", "a b")]
    [InlineData("a\uE000b", "a b")]
    [InlineData("a\uFFFFb", "a b")]
    [InlineData("a\uFFFDb", "a b")]
    [InlineData(@"a\uD83D", "a")]
    [InlineData(@"a\uDE00b", "a b")]
    [InlineData(@"\uDE00\uD83D!", "!")]
    public void Control_characters_and_lone_surrogates_are_refused_or_become_a_space(string escaped, string repaired)
    {
        // The runner hands test data over as UTF-8, which has no lone surrogates.
        var text = Regex.Unescape(escaped);
        ChatText.Clean(text, Max, TextPolicy.Refuse).ShouldBe(new CleanedText(null, Rejection.TextMalformed));
        ChatText.Clean(text, Max, TextPolicy.Repair).ShouldBe(new CleanedText(repaired, null));
    }

    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("a\r\n\tb\u2028c\u2029", "a b c")]
    public void Line_breaks_and_tabs_become_one_space(string text, string cleaned)
    {
        ChatText.Clean(text, Max, TextPolicy.Refuse).Text.ShouldBe(cleaned);
        ChatText.Clean(text, Max, TextPolicy.Repair).Text.ShouldBe(cleaned);
    }

    [Theory]
    [InlineData("\u202Eevil\u202C")]
    [InlineData("\u202Aevil\u202B\u202D")]
    [InlineData("\u2066e\u2067v\u2068i\u2069l")]
    [InlineData("e\u200Bv\u2060i\uFEFFl")]
    [InlineData("e\u00ADvi\u2062l\u206A")]
    [InlineData("ev\uFFF9il\uFFFB")]
    [InlineData("evil\U000E0041\U000E007F")]
    public void Direction_overrides_and_invisible_characters_are_dropped(string text)
    {
        ChatText.Clean(text, Max, TextPolicy.Refuse).Text.ShouldBe("evil");
        ChatText.Clean(text, Max, TextPolicy.Repair).Text.ShouldBe("evil");
    }

    [Fact]
    public void Ten_thousand_combining_marks_are_refused_or_cut_to_eight()
    {
        var tower = "Z" + new string('\u0335', 10_000) + "!";
        ChatText.Clean(tower, Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextTooLong);
        ChatText.Clean(tower, Max, TextPolicy.Repair).Text.ShouldBe("Z" + new string('\u0335', RoomLimits.MaxCombiningMarks));

        var small = "Z" + new string('\u0335', 9) + "!";
        ChatText.Clean(small, Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextMalformed);
        ChatText.Clean(small, Max, TextPolicy.Repair).Text.ShouldBe("Z" + new string('\u0335', 8) + "!");
    }

    [Fact]
    public void Eight_marks_on_each_letter_are_allowed()
    {
        var text = string.Concat(Enumerable.Repeat("e" + new string('\u0301', 8), 3));
        ChatText.Clean(text, Max, TextPolicy.Refuse).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData('\u200D')]
    [InlineData('\u200C')]
    [InlineData('\u200E')]
    [InlineData('\u200B')]
    public void A_joiner_between_marks_does_not_begin_a_new_tower(char joiner)
    {
        var tower = "Z" + string.Concat(Enumerable.Repeat(new string('\u0335', 8) + joiner, 20));
        ChatText.Clean(tower, Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextMalformed);
        ChatText.Clean(tower, Max, TextPolicy.Repair).Text!.Count(c => c == '\u0335').ShouldBe(RoomLimits.MaxCombiningMarks);
    }

    [Fact]
    public void A_text_may_have_as_many_characters_as_the_limit_says_and_no_more()
    {
        var full = new string('a', Max);
        ChatText.Clean(full, Max, TextPolicy.Refuse).Text.ShouldBe(full);
        ChatText.Clean(full + "b", Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextTooLong);
        ChatText.Clean(full + "b", Max, TextPolicy.Repair).Text.ShouldBe(new string('a', Max - 1) + "…");
        ChatText.Clean("  " + full + "  ", Max, TextPolicy.Refuse).Text.ShouldBe(full);
    }

    [Fact]
    public void A_megabyte_is_refused_or_cut()
    {
        var huge = new string('a', 1_000_000);
        ChatText.Clean(huge, Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextTooLong);
        ChatText.Clean(huge, Max, TextPolicy.Repair).Text!.Length.ShouldBe(Max);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void A_cut_does_not_part_a_surrogate_pair(int maxLength)
    {
        var cut = ChatText.Clean(string.Concat(Enumerable.Repeat("😀", 20)), maxLength, TextPolicy.Repair).Text!;
        cut.Length.ShouldBeInRange(maxLength - 1, maxLength);
        cut.ShouldEndWith("😀…");
        IsWellFormed(cut).ShouldBeTrue();
    }

    [Theory]
    [InlineData("hi 👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 16, "hi 👩‍👩‍👧‍👦…")]
    [InlineData("hi e\u0301e\u0301e\u0301", 7, "hi e\u0301…")]
    [InlineData("go 🇹🇼🇯🇵", 8, "go 🇹🇼…")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 6, "👩‍👩…")]
    public void A_cut_falls_between_what_people_take_for_characters_where_it_can(string text, int maxLength, string cut) =>
        ChatText.Clean(text, maxLength, TextPolicy.Repair).Text.ShouldBe(cut);

    [Fact]
    public void A_pair_that_is_parted_by_the_first_rough_cut_leaves_no_half()
    {
        // The rough cut stands at four times the limit; zero-width characters in front are dropped later.
        var text = "a" + new string('\u200B', (Max * 4) - 2) + "😀";
        ChatText.Clean(text, Max, TextPolicy.Repair).ShouldBe(new CleanedText("a", null));
    }

    [Fact]
    public void An_emoji_newer_than_this_runtime_is_no_malformed_text()
    {
        const string Newer = "\U0001FAFF";
        CharUnicodeInfo.GetUnicodeCategory(0x1FAFF).ShouldBe(UnicodeCategory.OtherNotAssigned, "Take another code point that no version of Unicode has assigned yet.");
        ChatText.Clean(Newer, Max, TextPolicy.Refuse).Text.ShouldBe(Newer);
        ChatText.Clean("\u0378", Max, TextPolicy.Refuse).Code.ShouldBe(Rejection.TextMalformed);
    }

    internal static bool IsWellFormed(string text)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            strict.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
