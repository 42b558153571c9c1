using System.Globalization;
using System.Text;

namespace CrossLive.Chat;

/// <summary>What a character does to the text around it, as far as chat minds. By Unicode's general categories, see UAX #44.</summary>
internal static class CharacterClass
{
    /// <summary>Cannot be shown: controls, separators of lines and paragraphs, private use, and code points that are no characters yet.</summary>
    public static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.OtherNotAssigned => !IsReservedForEmoji(rune),
        _ => false,
    };

    /// <summary>A control character that stands for white space.</summary>
    public static bool IsWhiteSpaceControl(Rune rune) => rune.Value is '\t' or '\n' or '\r' or 0x2028 or 0x2029;

    /// <summary>Stands on the character before it and takes no room of its own.</summary>
    public static bool IsCombining(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Format characters: joiners, direction marks.</summary>
    public static bool IsFormat(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    // Bidirectional embeddings, overrides and isolates turn the rest of the line around; soft hyphens, zero-width spaces, invisible operators
    // and tags hide words. The joiners U+200C and U+200D and the marks U+200E, U+200F and U+061C stay: emoji, Persian and Arabic need them.

    /// <summary>Format characters that chat has no use for.</summary>
    public static bool IsUnwanted(Rune rune) =>
        rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x200B or 0xFEFF or 0x00AD or (>= 0xE0000 and <= 0xE007F) or (>= 0xFFF9 and <= 0xFFFB);

    /// <summary>Changes nothing that a reader would see: format characters, variation selectors, the grapheme joiner.</summary>
    public static bool IsInvisible(Rune rune) => IsFormat(rune) || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or 0x034F;

    /// <summary>Leaves nothing on the screen by itself: white space, what is invisible, the Hangul fillers, the empty Braille pattern.</summary>
    public static bool IsBlank(Rune rune) => Rune.IsWhiteSpace(rune) || IsInvisible(rune) || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    // Emoji of the next Unicode version come from blocks that are set aside for them: phones send them before this runtime knows them.
    private static bool IsReservedForEmoji(Rune rune) => rune.Value is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x1FC00 and <= 0x1FFFD);
}
