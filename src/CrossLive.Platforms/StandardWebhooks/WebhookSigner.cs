using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Platforms.StandardWebhooks;

/// <summary>Signs bodies the Standard Webhooks way: HMAC-SHA256 over "id.timestamp.body", base64, behind "v1,".</summary>
public static class WebhookSigner
{
    /// <summary>The message's unique id; the same on every repeat.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>When this attempt was made, whole seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>What a symmetric signature begins with.</summary>
    public const string SignaturePrefix = "v1,";

    /// <summary>One signature, such as "v1,K5oZ…".</summary>
    /// <param name="secret">"whsec_" and base64.</param>
    /// <param name="id">The message's id; holds no '.', since that separates the signed parts.</param>
    /// <param name="timestamp">When this attempt is made; cut to seconds.</param>
    /// <param name="body">The bytes exactly as they are sent.</param>
    /// <exception cref="ArgumentException">The secret is none, or the id is empty or holds a '.'.</exception>
    public static string Sign(string secret, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        if (!WebhookSecret.TryParse(secret, out var key))
        {
            throw new ArgumentException("Not a signing secret.", nameof(secret));
        }

        if (string.IsNullOrEmpty(id) || id.Contains('.', StringComparison.Ordinal))
        {
            throw new ArgumentException("A message id is not empty and holds no '.'.", nameof(id));
        }

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(key, id, timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body, signature);
        return SignaturePrefix + Convert.ToBase64String(signature);
    }

    /// <summary>The HMAC itself, over the header texts as they came.</summary>
    internal static void Compute(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        hmac.GetHashAndReset(signature);
    }
}
