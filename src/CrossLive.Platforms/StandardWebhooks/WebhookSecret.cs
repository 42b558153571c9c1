namespace CrossLive.Platforms.StandardWebhooks;

/// <summary>Signing secrets as people hand them around: "whsec_" and base64. Source: Standard Webhooks 1.0.0, "Signature scheme".</summary>
public static class WebhookSecret
{
    /// <summary>What every secret begins with.</summary>
    public const string Prefix = "whsec_";

    /// <summary>Fewest random bytes (192 bits).</summary>
    public const int MinBytes = 24;

    /// <summary>Most random bytes. The table of the specification says "512 maximum" next to "192 bits"; its libraries take 64 bytes = 512 bits.</summary>
    public const int MaxBytes = 64;

    /// <summary>Takes a secret apart. False where the prefix, the base64 or the length is wrong.</summary>
    public static bool TryParse(string? secret, out byte[] key)
    {
        key = [];
        if (secret is null || !secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var buffer = new byte[MaxBytes];
        if (!Convert.TryFromBase64String(secret[Prefix.Length..], buffer, out var length) || length < MinBytes)
        {
            return false;
        }

        key = buffer[..length];
        return true;
    }

    /// <summary>Writes a key as a secret.</summary>
    public static string Format(ReadOnlySpan<byte> key) => Prefix + Convert.ToBase64String(key);
}
