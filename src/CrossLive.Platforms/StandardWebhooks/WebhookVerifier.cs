using System.Globalization;
using System.Security.Cryptography;

namespace CrossLive.Platforms.StandardWebhooks;

/// <summary>
/// Checks Standard Webhooks signatures over the raw bytes of a body, written to the published specification 1.0.0.
/// Several signatures and several secrets are tried, so that secrets can rotate without a gap. Comparison is in constant time.
/// </summary>
public static class WebhookVerifier
{
    /// <summary>How far a timestamp may be from now, either way. A replay inside it is dropped by the room, which knows the event's key.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Most signatures that are looked at: a rotation has two; more is no reason to compute for an attacker.</summary>
    public const int MaxSignatures = 8;

    /// <summary>Most characters of a message id.</summary>
    public const int MaxIdLength = 255;

    private const int MaxTimestampDigits = 12;

    /// <summary>Checks one request.</summary>
    /// <param name="secrets">The secrets in use, newest first.</param>
    /// <param name="id">Header <see cref="WebhookSigner.IdHeader"/>.</param>
    /// <param name="timestamp">Header <see cref="WebhookSigner.TimestampHeader"/>.</param>
    /// <param name="signatures">Header <see cref="WebhookSigner.SignatureHeader"/>.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="now">The current time.</param>
    public static SignatureCheck Verify(
        IReadOnlyList<string> secrets, string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (id is not { Length: >= 1 and <= MaxIdLength } || string.IsNullOrEmpty(signatures) || !TryParseSeconds(timestamp, out var seconds))
        {
            return SignatureCheck.Missing;
        }

        // The signature before the age: who cannot sign learns nothing of our clock.
        if (!MatchesAny(secrets, id, timestamp!, signatures, body))
        {
            return SignatureCheck.Wrong;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        return Math.Abs(age) <= (long)Tolerance.TotalSeconds ? SignatureCheck.Valid : SignatureCheck.Stale;
    }

    private static bool TryParseSeconds(string? timestamp, out long seconds)
    {
        seconds = 0;
        return timestamp is { Length: >= 1 and <= MaxTimestampDigits } && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static bool MatchesAny(IReadOnlyList<string> secrets, string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        var given = ParseSignatures(signatures);
        var matches = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            if (!WebhookSecret.TryParse(secret, out var key))
            {
                continue;
            }

            WebhookSigner.Compute(key, id, timestamp, body, expected);
            foreach (var signature in given)
            {
                // No early end: how long it takes says nothing of which secret or signature it was.
                matches |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return matches;
    }

    /// <summary>The "v1" signatures; others (v1a is asymmetric) are passed over, as the specification asks.</summary>
    private static List<byte[]> ParseSignatures(string signatures)
    {
        var parsed = new List<byte[]>();
        foreach (var entry in signatures.Split(' ', MaxSignatures + 1, StringSplitOptions.RemoveEmptyEntries).Take(MaxSignatures))
        {
            var bytes = new byte[HMACSHA256.HashSizeInBytes];
            if (entry.StartsWith(WebhookSigner.SignaturePrefix, StringComparison.Ordinal)
                && Convert.TryFromBase64String(entry[WebhookSigner.SignaturePrefix.Length..], bytes, out var length)
                && length == bytes.Length)
            {
                parsed.Add(bytes);
            }
        }

        return parsed;
    }
}
