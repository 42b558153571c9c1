using System.Security.Cryptography;
using System.Text;

namespace CrossLive.Platforms.Shopify;

/// <summary>Shopify's webhook signatures over the raw bytes of a body. They hold no time: a recorded request is known by its ids.</summary>
public static class ShopifySignature
{
    /// <summary>The signature header of a body.</summary>
    public static string Sign(string secret, ReadOnlySpan<byte> body) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>Checks one request, in a time that does not depend on where the signature differs.</summary>
    /// <param name="secrets">The secrets in use; more than one while they are rotated.</param>
    /// <param name="signature">Header <see cref="ShopifyHeaders.Signature"/>.</param>
    /// <param name="body">The bytes as they came.</param>
    public static SignatureCheck Verify(IReadOnlyList<string> secrets, string? signature, ReadOnlySpan<byte> body)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes + 2];
        if (signature is not { Length: 44 } || !Convert.TryFromBase64String(signature, given, out var length) || length != HMACSHA256.HashSizeInBytes)
        {
            return SignatureCheck.Missing;
        }

        var matches = false;
        foreach (var secret in secrets)
        {
            matches |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), given[..length]);
        }

        return matches ? SignatureCheck.Valid : SignatureCheck.Wrong;
    }
}
