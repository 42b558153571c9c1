using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>Tokens as an operator's own application makes them: JWT, HMAC-SHA-256, with the server's key.</summary>
public sealed class TokenMaker(string signingKey)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private static readonly string Header = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"u8);
    private readonly byte[] _key = Encoding.UTF8.GetBytes(signingKey);

    /// <summary>A new key.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));

    /// <summary>A token for a room, or "*".</summary>
    public string For(string person, string room, string role)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = JsonSerializer.SerializeToUtf8Bytes(new
        {
            sub = person,
            name = person,
            room,
            role,
            iss = "crosslive",
            aud = "crosslive",
            iat = now,
            exp = now + (long)Lifetime.TotalSeconds,
        });
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
