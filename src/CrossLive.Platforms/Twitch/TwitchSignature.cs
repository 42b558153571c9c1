using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Platforms.Twitch;

/// <summary>EventSub signatures over the raw bytes of a body.</summary>
public static class TwitchSignature
{
    /// <summary>Twitch asks to drop what is older than this. What claims to be from the future is dropped by the same measure.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);

    private const string Prefix = "sha256=";
    private const int MaxHeaderLength = 255;

    /// <summary>The signature header of a message.</summary>
    public static string Sign(string secret, string messageId, string timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret, messageId, timestamp, body, signature);
        return Prefix + Convert.ToHexStringLower(signature);
    }

    /// <summary>Checks one request.</summary>
    /// <param name="secrets">The secrets in use; more than one while subscriptions are made anew with another.</param>
    /// <param name="messageId">Header <see cref="TwitchHeaders.MessageId"/>.</param>
    /// <param name="timestamp">Header <see cref="TwitchHeaders.Timestamp"/>.</param>
    /// <param name="signature">Header <see cref="TwitchHeaders.Signature"/>.</param>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="now">The current time.</param>
    public static SignatureCheck Verify(
        IReadOnlyList<string> secrets, string? messageId, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (messageId is not { Length: >= 1 and <= MaxHeaderLength }
            || !TryParseTimestamp(timestamp, out var sentAt)
            || !TryParseSignature(signature, given))
        {
            return SignatureCheck.Missing;
        }

        var matches = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            Compute(secret, messageId, timestamp!, body, expected);
            matches |= CryptographicOperations.FixedTimeEquals(expected, given);
        }

        if (!matches)
        {
            return SignatureCheck.Wrong;
        }

        return (now - sentAt).Duration() <= MaxAge ? SignatureCheck.Valid : SignatureCheck.Stale;
    }

    private static void Compute(string secret, string messageId, string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(messageId + timestamp));
        hmac.AppendData(body);
        hmac.GetHashAndReset(signature);
    }

    private static bool TryParseTimestamp(string? timestamp, out DateTimeOffset sentAt)
    {
        sentAt = default;
        return timestamp is { Length: >= 1 and <= MaxHeaderLength }
            && DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out sentAt);
    }

    private static bool TryParseSignature(string? signature, byte[] bytes) =>
        signature is not null
        && signature.Length == Prefix.Length + (bytes.Length * 2)
        && signature.StartsWith(Prefix, StringComparison.Ordinal)
        && Convert.FromHexString(signature.AsSpan(Prefix.Length), bytes, out _, out _) == System.Buffers.OperationStatus.Done;
}
