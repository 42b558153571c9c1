using System.Globalization;
using System.Text;
using CrossLive.Chat;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Chat;

public sealed class ChatTextProperties
{
    // Letters of many scripts, and everything that is known to make trouble, often.
    private static readonly Gen<string> Piece = Gen.Frequency(
        (6, Gen.OneOf("a", "Z", " ", "文", "ก", "न", "ễ", "ש", "م", "😀", "👩", "🇹", "❤️", "1️⃣")),
        (4, Gen.OneOf("\u0301", "\u0335", "\u20DD", "\u093F", "\u0E49", "\u200D", "\u200C", "\u200E", "\u200F")),
        (3, Gen.OneOf("\0", "\t", "\n", "\u0085", "\u2028", "\uFFFD", "\uFFFE", "\uE000", "\u202E", "\u2067", "\u200B", "\uFEFF", "\u00AD", "\u3164")),
        (2, Gen.Int[6, 12].Select(count => new string('\u0335', count))),
        (3, Gen.OneOf("\uD83D", "\uDE00", "\uDBFF", "\uDC00")),
        (2, Gen.Char.Select(c => c.ToString())));

    private static readonly Gen<string> Text = Piece.Array[0, 120].Select(string.Concat);
    private static readonly Gen<TextPolicy> Policy = Gen.OneOf(TextPolicy.Refuse, TextPolicy.Repair);

    [Fact]
    public void A_cleaned_text_is_well_formed_within_its_limit_and_can_be_seen() =>
        Gen.Select(Text, Gen.Int[2, 60], Policy).Sample(
            (text, maxLength, policy) =>
            {
                var (cleaned, code) = ChatText.Clean(text, maxLength, policy);
                if (code is not null)
                {
                    cleaned.ShouldBeNull();
                    return;
                }

                cleaned!.Length.ShouldBeInRange(1, maxLength);
                ChatTextTests.IsWellFormed(cleaned).ShouldBeTrue();
                cleaned.ShouldBe(cleaned.Trim());
                cleaned.EnumerateRunes().ShouldNotContain(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || (rune.Value >= 0x202A && rune.Value <= 0x202E));
                HighestTower(cleaned).ShouldBeLessThanOrEqualTo(RoomLimits.MaxCombiningMarks);
            },
            iter: 5_000);

    [Fact]
    public void Cleaning_twice_is_cleaning_once() =>
        Gen.Select(Text, Gen.Int[2, 60], Policy, Policy).Sample(
            (text, maxLength, first, second) =>
            {
                if (ChatText.Clean(text, maxLength, first).Text is { } cleaned)
                {
                    ChatText.Clean(cleaned, maxLength, second).ShouldBe(new CleanedText(cleaned, null));
                }
            },
            iter: 5_000);

    [Fact]
    public void What_is_not_refused_is_cleaned_in_the_same_way_as_in_a_repair() =>
        Gen.Select(Text, Gen.Int[2, 60]).Sample(
            (text, maxLength) =>
            {
                if (ChatText.Clean(text, maxLength, TextPolicy.Refuse).Text is { } cleaned)
                {
                    ChatText.Clean(text, maxLength, TextPolicy.Repair).Text.ShouldBe(cleaned);
                }
            },
            iter: 5_000);

    [Fact]
    public void A_repair_fails_only_where_nothing_is_left() =>
        Gen.Select(Text, Gen.Int[2, 60]).Sample(
            (text, maxLength) => ChatText.Clean(text, maxLength, TextPolicy.Repair).Code.ShouldBeOneOf([null, Rejection.TextEmpty]),
            iter: 5_000);

    private static int HighestTower(string text)
    {
        var (highest, marks) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.Format)
            {
                continue;
            }

            marks = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? marks + 1 : 0;
            highest = Math.Max(highest, marks);
        }

        return highest;
    }
}
