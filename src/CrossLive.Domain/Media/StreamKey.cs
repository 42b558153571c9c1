using System.Security.Cryptography;
using System.Text;
using CrossLive.Rooms;

namespace CrossLive.Media;

/// <summary>
/// A room's stream key, as it stands in the publisher's settings: the room's name, a dot, and a secret of 160 random bits. The room finds the grain that knows
/// the key's digest; the key itself is kept nowhere.
/// </summary>
public static class StreamKey
{
    /// <summary>Random bytes of a secret.</summary>
    public const int SecretBytes = 20;

    /// <summary>Most characters of a key.</summary>
    public const int MaxLength = RoomId.MaxLength + 1 + (SecretBytes * 8 / BitsPerLetter);

    private const int BitsPerLetter = 5;

    // Without l, o, 0 and 1, which people mix up when they read a key aloud.
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>A key of a room.</summary>
    /// <param name="random"><see cref="SecretBytes"/> bytes of a source that cannot be guessed.</param>
    public static string Make(string room, ReadOnlySpan<byte> random)
    {
        if (!RoomId.IsWellFormed(room) || random.Length != SecretBytes)
        {
            throw new ArgumentException($"A key is made of a room's name and {SecretBytes} bytes.", nameof(random));
        }

        var key = new StringBuilder(room).Append('.');
        var (bits, count) = (0, 0);
        foreach (var value in random)
        {
            (bits, count) = ((bits << 8) | value, count + 8);
            while (count >= BitsPerLetter)
            {
                count -= BitsPerLetter;
                key.Append(Letters[(bits >> count) & 31]);
            }
        }

        return key.ToString();
    }

    /// <summary>The room that a key names, or null where it has not the form of a key.</summary>
    public static string? RoomOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && key.Length <= MaxLength && RoomId.IsWellFormed(key[..dot]) ? key[..dot] : null;
    }

    /// <summary>What is kept of a key: its SHA-256. A secret of 160 random bits needs no salt and no slow hash.</summary>
    public static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
