using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrossLive.FlashSales.Fairness;

/// <summary>A line of a draw's public list: <c>claim pseudonym responseUs</c>, with one space in between.</summary>
/// <param name="Claim">The claim's number.</param>
/// <param name="Pseudonym">The buyer's name in this list, without spaces; see <see cref="PseudonymOf"/>.</param>
/// <param name="ResponseUs">How long the buyer took, in µs.</param>
public readonly record struct DrawEntry(long Claim, string Pseudonym, long ResponseUs)
{
    private const int PseudonymBytes = 8;

    /// <summary>
    /// A buyer's name in one sale's list. Buyers are told theirs with their claim's answer, and find themselves by it; others cannot find them, because the
    /// key is the operator's secret (a public hash of a handle could be tried out for every handle there is).
    /// </summary>
    /// <param name="key">Secret of the operator, one for each sale.</param>
    /// <param name="buyer">Whoever the sale's limit is for.</param>
    /// <returns>16 hexadecimal digits.</returns>
    public static string PseudonymOf(ReadOnlySpan<byte> key, string buyer) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(buyer)).AsSpan(0, PseudonymBytes));

    /// <summary>Reads a line.</summary>
    /// <returns>False where it is not written exactly as <see cref="ToString"/> would.</returns>
    public static bool TryParse(string? line, out DrawEntry entry)
    {
        entry = default;
        if (line?.Split(' ') is not [var claim, var pseudonym, var response]
            || !long.TryParse(claim, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(response, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var responseUs)
            || !IsPseudonym(pseudonym))
        {
            return false;
        }

        entry = new DrawEntry(number, pseudonym, responseUs);

        // "+1", "01" and "-0" are numbers too, but one list has one way to be written.
        return string.Equals(entry.ToString(), line, StringComparison.Ordinal);
    }

    /// <summary>The line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Claim} {Pseudonym} {ResponseUs}");

    /// <summary>True for 1 to <see cref="FairnessLimits.MaxPseudonymLength"/> ASCII letters, digits, '-' and '_'.</summary>
    public static bool IsPseudonym(string? text) =>
        text?.Length is > 0 and <= FairnessLimits.MaxPseudonymLength && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
