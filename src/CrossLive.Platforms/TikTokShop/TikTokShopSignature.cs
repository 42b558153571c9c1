using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Platforms.TikTokShop;

/// <summary>TikTok Shop's webhook signatures: hexadecimal HMAC-SHA256 with the app's secret over the app's key and the raw body. They hold no time.</summary>
public static class TikTokShopSignature
{
    /// <summary>The header that holds it.</summary>
    public const string Header = "Authorization";

    /// <summary>The signature header of a body.</summary>
    public static string Sign(string secret, string appKey, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(Compute(secret, appKey, body));

    /// <summary>Checks one request, in a time that does not depend on where the signature differs.</summary>
    /// <param name="secrets">The app's secrets in use; more than one while they are rotated.</param>
    /// <param name="appKey">The app's key.</param>
    /// <param name="signature">Header <see cref="Header"/>.</param>
    /// <param name="body">The bytes as they came.</param>
    public static SignatureCheck Verify(IReadOnlyList<string> secrets, string appKey, string? signature, ReadOnlySpan<byte> body)
    {
        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (signature?.Length != given.Length * 2 || Convert.FromHexString(signature, given, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return SignatureCheck.Missing;
        }

        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(Compute(secret, appKey, body), given);
        }

        return matches ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }

    private static byte[] Compute(string secret, string appKey, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(appKey));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
