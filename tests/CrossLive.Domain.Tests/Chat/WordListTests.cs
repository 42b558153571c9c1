using CrossLive.Chat;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Chat;

public sealed class WordListTests
{
    [Theory]
    [InlineData("ass", "what an ass", true)]
    [InlineData("ass", "ASS!", true)]
    [InlineData("ass", "ＡＳＳ", true)]
    [InlineData("ＡＳＳ", "ass", true)]
    [InlineData("ass", "class", false)]
    [InlineData("ass", "assume", false)]
    [InlineData("ass", "a ss", false)]
    [InlineData("ass", "great-ass-party", true)]
    [InlineData("ass", "很ass的", true)]
    [InlineData("sb250", "sb250", true)]
    [InlineData("垃圾", "这是垃圾主播", true)]
    [InlineData("垃圾", "垃 圾", false)]
    [InlineData("kaç para", "kaç  para", false)]
    [InlineData("bad word", "a BAD WORD here", true)]
    [InlineData("ПЛОХО", "очень плохо!", true)]
    [InlineData("😡", "so 😡 now", true)]
    [InlineData(" ass ", "ass", true)]
    public void A_plain_word_matches_whole_words_and_any_other_anywhere(string word, string text, bool matches) =>
        new WordList([word]).Matches(text).ShouldBe(matches);

    [Theory]
    [InlineData("ass", "a\u200Css")]
    [InlineData("ass", "a\u200Ds\u200Es")]
    [InlineData("ass", "a\uFE0Fss")]
    [InlineData("ass", "as\u034Fs")]
    [InlineData("a\u200Dss", "ass")]
    [InlineData("垃圾", "垃\u200D圾")]
    [InlineData("垃圾", "垃\u061C圾")]
    public void What_cannot_be_seen_does_not_hide_a_word(string word, string text) => new WordList([word]).Matches(text).ShouldBeTrue();

    [Fact]
    public void An_empty_list_matches_nothing()
    {
        WordList.Empty.Matches("anything").ShouldBeFalse();
        new WordList(["\u200D"]).Matches("any\u200Dthing").ShouldBeFalse();
    }

    [Fact]
    public void The_words_are_kept_as_they_were_given() => new WordList(["Ass", "ass", " x "]).Words.ShouldBe(["Ass", "ass", " x "]);

    [Fact]
    public void A_word_is_found_in_any_case_and_any_surroundings() =>
        Gen.Select(Gen.Char["abcXYZ019"].Array[1, 8].Select(c => new string(c)), Gen.Char[" ,.!?文。"].Array[0, 4].Select(c => new string(c)), Gen.Bool)
            .Sample((word, around, upper) =>
            {
                var shown = upper ? word.ToUpperInvariant() : word.ToLowerInvariant();
                new WordList([word]).Matches(around + shown + around).ShouldBeTrue();
                new WordList([word]).Matches(around + "q" + shown + around).ShouldBeFalse();
            });
}
