using System.Security.Cryptography;
using System.Text;

namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// The public list of a window's claims, by claim number, and its hash: the SHA-256 of all lines in UTF-8, each ended by a line feed. So
/// <c>sha256sum</c> of the list as a text file gives the same.
/// </summary>
public sealed class DrawEntries
{
    private DrawEntries(string[] lines, FairEntry[] entries) => (Lines, Entries, Sha256) = (lines, entries, HashOf(lines));

    /// <summary>The lines, by claim number.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>What <see cref="FairOrder.Sort"/> takes.</summary>
    public IReadOnlyList<FairEntry> Entries { get; }

    /// <summary>The list's hash, 64 hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Writes the list.</summary>
    /// <param name="entries">The claims in any order, each number once.</param>
    /// <exception cref="ArgumentException">A number stands there twice, or a pseudonym is none.</exception>
    public static DrawEntries Of(IEnumerable<DrawEntry> entries)
    {
        var sorted = entries.OrderBy(static entry => entry.Claim).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (!DrawEntry.IsPseudonym(sorted[i].Pseudonym))
            {
                throw new ArgumentException($"Claim {sorted[i].Claim} has no pseudonym that fits a line.", nameof(entries));
            }

            if (i > 0 && sorted[i].Claim == sorted[i - 1].Claim)
            {
                throw new ArgumentException($"Claim {sorted[i].Claim} stands in the list twice.", nameof(entries));
            }
        }

        return new DrawEntries(Array.ConvertAll(sorted, static entry => entry.ToString()), Array.ConvertAll(sorted, static entry => new FairEntry(entry.Claim, entry.ResponseUs)));
    }

    /// <summary>Reads a published list.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="problem">What does not fit, in words; empty where the list was read.</param>
    /// <returns>Null where it is not a list as <see cref="Of"/> writes it.</returns>
    public static DrawEntries? Parse(IReadOnlyList<string> lines, out string problem)
    {
        var entries = new FairEntry[lines.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            if (!DrawEntry.TryParse(lines[i], out var entry))
            {
                problem = $"Line {i + 1} of the list is not \"claim pseudonym responseUs\": \"{Shown(lines[i])}\".";
                return null;
            }

            if (i > 0 && entry.Claim <= entries[i - 1].Claim)
            {
                problem = $"The list is not by claim number: {entry.Claim} comes after {entries[i - 1].Claim} in line {i + 1}.";
                return null;
            }

            entries[i] = new FairEntry(entry.Claim, entry.ResponseUs);
        }

        problem = "";
        return new DrawEntries([.. lines], entries);
    }

    /// <summary>The hash of lines, whatever they hold.</summary>
    public static string HashOf(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Shown(string? line) => line is null ? "null" : line.Length <= FairnessLimits.MaxPseudonymLength ? line : line[..FairnessLimits.MaxPseudonymLength] + "…";
}
