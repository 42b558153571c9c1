using System.Globalization;
using System.Text;

namespace CrossLive.Storage;

/// <summary>
/// Any name as ASCII letters that every storage takes as a key: what is not a letter, a digit, '-', '.', '_' or ':' becomes '!' and four
/// hexadecimal digits of its UTF-16 unit. Units, not characters, so that lone surrogates stay apart as well. Two names never become one.
/// </summary>
internal static class DocumentName
{
    /// <summary>The name as a key, at most 5 × <see cref="DocumentLimits.MaxNameLength"/> characters.</summary>
    public static string Escape(string name)
    {
        var key = new StringBuilder(name.Length + 16);
        foreach (var unit in name)
        {
            if (char.IsAsciiLetterOrDigit(unit) || unit is '-' or '.' or '_' or ':')
            {
                key.Append(unit);
            }
            else
            {
                key.Append('!').Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return key.ToString();
    }

    /// <summary>The name that a key stands for.</summary>
    /// <exception cref="FormatException">It is not a key that <see cref="Escape"/> made.</exception>
    public static string Unescape(string key)
    {
        var name = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] != '!')
            {
                name.Append(key[i]);
                continue;
            }

            if (i + 4 >= key.Length || !ushort.TryParse(key.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                throw new FormatException($"'{key}' is not an escaped document name.");
            }

            name.Append((char)unit);
            i += 4;
        }

        return name.ToString();
    }
}
