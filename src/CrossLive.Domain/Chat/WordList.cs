using System.Collections.Frozen;
using System.Text;

namespace CrossLive.Chat;

/// <summary>
/// The words that no message may hold. Case, full-width forms and invisible characters do not matter. A word of ASCII letters and digits matches whole words only
/// ("ass" is not in "class"); any other word matches anywhere, because Chinese, Japanese and Thai do not set words apart.
/// </summary>
public sealed class WordList
{
    private readonly FrozenSet<string> _wholeWords;
    private readonly string[] _anywhere;

    /// <summary>A list of words as moderators wrote them.</summary>
    public WordList(IReadOnlyList<string> words)
    {
        Words = words;
        var folded = words.Select(Fold).Where(word => word.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        _wholeWords = folded.Where(IsPlain).ToFrozenSet(StringComparer.Ordinal);
        _anywhere = [.. folded.Where(word => !IsPlain(word))];
    }

    /// <summary>The empty list.</summary>
    public static WordList Empty { get; } = new([]);

    /// <summary>The words as given.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>True where the text holds a word of the list.</summary>
    public bool Matches(string text)
    {
        if (Words.Count == 0)
        {
            return false;
        }

        var folded = Fold(text);
        return Array.Exists(_anywhere, word => folded.Contains(word, StringComparison.Ordinal)) || HasWholeWord(folded);
    }

    private bool HasWholeWord(string folded)
    {
        if (_wholeWords.Count == 0)
        {
            return false;
        }

        var start = -1;
        for (var i = 0; i <= folded.Length; i++)
        {
            var inWord = i < folded.Length && char.IsAsciiLetterOrDigit(folded[i]);
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                if (_wholeWords.Contains(folded[start..i]))
                {
                    return true;
                }

                start = -1;
            }
        }

        return false;
    }

    private static bool IsPlain(string word) => word.All(char.IsAsciiLetterOrDigit);

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // What cannot be seen would hide a word; an emoji's colour selector goes on both sides of the comparison.
            if (!CharacterClass.IsInvisible(rune))
            {
                folded.Append(Rune.ToLowerInvariant(ToHalfWidth(rune)).ToString());
            }
        }

        return folded.ToString().Trim();
    }

    // Full-width ASCII (U+FF01 to U+FF5E) stands 0xFEE0 above plain ASCII.
    private static Rune ToHalfWidth(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;
}
