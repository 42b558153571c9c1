using System.Globalization;
using System.Text;
using CrossLive.Rooms;

namespace CrossLive.Chat;

/// <summary>What to do with text that breaks a rule.</summary>
public enum TextPolicy
{
    /// <summary>Say no: our own viewers can mend it.</summary>
    Refuse,

    /// <summary>Mend it: a platform's viewers have already seen it, and nobody there can.</summary>
    Repair,
}

/// <summary>A text after cleaning, or the <see cref="Rejection"/> code that refuses it.</summary>
public readonly record struct CleanedText(string? Text, string? Code);

/// <summary>
/// Makes text from anywhere safe to show next to other people's: well-formed Unicode, no control characters, no bidirectional overrides, no towers of combining marks.
/// </summary>
public static class ChatText
{
    private const int ReplacementCharacter = 0xFFFD;

    /// <summary>Cleans a text that must not be empty.</summary>
    /// <param name="raw">As it came.</param>
    /// <param name="maxLength">Most UTF-16 units of the result.</param>
    /// <param name="policy">What to do where it breaks a rule.</param>
    public static CleanedText Clean(string? raw, int maxLength, TextPolicy policy)
    {
        if (string.IsNullOrEmpty(raw))
        {
            return new CleanedText(null, Rejection.TextEmpty);
        }

        // Long rubbish is not worth reading to its end: four times the limit leaves room for marks that are dropped.
        if (raw.Length > maxLength * 4)
        {
            if (policy == TextPolicy.Refuse)
            {
                return new CleanedText(null, Rejection.TextTooLong);
            }

            raw = raw[..(maxLength * 4)];
        }

        var cleaned = new StringBuilder(raw.Length);
        var marks = 0;
        foreach (var rune in raw.EnumerateRunes())
        {
            // EnumerateRunes yields U+FFFD for a lone surrogate; a real U+FFFD in the text is as little use.
            if (rune.Value == ReplacementCharacter || IsControl(rune))
            {
                if (policy == TextPolicy.Refuse && !IsWhiteSpaceControl(rune))
                {
                    return new CleanedText(null, Rejection.TextMalformed);
                }

                AppendSpace(cleaned);
                marks = 0;
                continue;
            }

            if (IsInvisibleFormat(rune))
            {
                continue;
            }

            if (IsCombining(rune))
            {
                if (++marks > RoomLimits.MaxCombiningMarks)
                {
                    if (policy == TextPolicy.Refuse)
                    {
                        return new CleanedText(null, Rejection.TextMalformed);
                    }

                    continue;
                }
            }
            else
            {
                marks = 0;
            }

            cleaned.Append(rune.ToString());
        }

        return Fit(cleaned.ToString().Trim(), maxLength, policy);
    }

    private static CleanedText Fit(string text, int maxLength, TextPolicy policy)
    {
        if (text.Length == 0)
        {
            return new CleanedText(null, Rejection.TextEmpty);
        }

        if (text.Length <= maxLength)
        {
            return new CleanedText(text, null);
        }

        if (policy == TextPolicy.Refuse)
        {
            return new CleanedText(null, Rejection.TextTooLong);
        }

        // Never cut a surrogate pair in two.
        var cut = char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return new CleanedText(string.Concat(text.AsSpan(0, cut), "…"), null);
    }

    private static void AppendSpace(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;

    private static bool IsWhiteSpaceControl(Rune rune) => rune.Value is '\t' or '\n' or '\r' or 0x2028 or 0x2029;

    private static bool IsCombining(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    // Bidirectional embeddings, overrides and isolates turn the rest of the line around; zero-width characters hide words from the word list.
    // The joiners U+200C and U+200D and the marks U+200E and U+200F stay: emoji and Persian need them, and they disturb nothing.
    private static bool IsInvisibleFormat(Rune rune) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200B or 0x2060 or 0xFEFF or (>= 0xE0000 and <= 0xE007F) or (>= 0xFFF9 and <= 0xFFFB);
}
