using System.Security.Cryptography;

namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// The secret that a sale's ties are drawn with. Its <see cref="Commitment"/> is published with the sale, the seed itself when the window has been decided:
/// nobody can work out a lot before, and the operator cannot take another seed after.
/// </summary>
public sealed class DrawSeed
{
    private readonly byte[] _bytes;

    /// <summary>Takes the seed.</summary>
    /// <param name="random">32 bytes of a cryptographic generator. Copied.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public DrawSeed(ReadOnlySpan<byte> random)
    {
        if (random.Length != FairnessLimits.SeedBytes)
        {
            throw new ArgumentException($"A seed has {FairnessLimits.SeedBytes} bytes, not {random.Length}.", nameof(random));
        }

        _bytes = random.ToArray();
        Commitment = Convert.ToHexStringLower(SHA256.HashData(random));
    }

    /// <summary>The seed.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>SHA-256 of the seed, 64 hexadecimal digits. Says nothing about the seed.</summary>
    public string Commitment { get; }

    /// <summary>The seed as 64 hexadecimal digits, as it is revealed.</summary>
    public string Reveal() => Convert.ToHexStringLower(_bytes);

    /// <summary>Whether this is the seed that was committed to.</summary>
    public bool Verify(string? commitment) => string.Equals(commitment, Commitment, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a revealed seed.</summary>
    /// <returns>Null where it is not 64 hexadecimal digits.</returns>
    public static DrawSeed? Parse(string? revealed)
    {
        Span<byte> bytes = stackalloc byte[FairnessLimits.SeedBytes];
        return revealed?.Length == 2 * bytes.Length && Convert.FromHexString(revealed, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? new DrawSeed(bytes) : null;
    }

    /// <summary>Not the seed: it must not get into a log by accident.</summary>
    public override string ToString() => $"seed of {Commitment}";
}
