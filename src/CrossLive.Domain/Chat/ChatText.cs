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
            if (rune.Value == ReplacementCharacter || CharacterClass.IsControl(rune))
            {
                if (policy == TextPolicy.Refuse && !CharacterClass.IsWhiteSpaceControl(rune))
                {
                    return new CleanedText(null, Rejection.TextMalformed);
                }

                AppendSpace(cleaned);
                marks = 0;
                continue;
            }

            if (CharacterClass.IsUnwanted(rune))
            {
                continue;
            }

            if (CharacterClass.IsCombining(rune))
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
            else if (!CharacterClass.IsFormat(rune))
            {
                // A joiner is no new base: marks after it stand on the same letter.
                marks = 0;
            }

            cleaned.Append(rune.ToString());
        }

        return Fit(cleaned.ToString().Trim(), maxLength, policy);
    }

    private static CleanedText Fit(string text, int maxLength, TextPolicy policy)
    {
        if (text.EnumerateRunes().All(CharacterClass.IsBlank))
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

        return new CleanedText(string.Concat(text.AsSpan(0, CutBefore(text, maxLength)), "…"), null);
    }

    // Between two characters as people see them, so that a family of emoji or a letter with its marks stays whole; where the first of them
    // alone is too long, at least between two code points.
    private static int CutBefore(string text, int maxLength)
    {
        var cut = 0;
        for (var next = 0; next < maxLength; next += StringInfo.GetNextTextElementLength(text, next))
        {
            cut = next;
        }

        return cut > 0 ? cut
            : char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2
            : maxLength - 1;
    }

    private static void AppendSpace(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }
    }
}
