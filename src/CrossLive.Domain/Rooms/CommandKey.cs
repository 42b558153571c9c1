using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MessagePack;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>
/// What makes a repeated delivery recognisable: the first 128 bits of SHA-256 over scope and id.
/// Platform events use (source, id), viewers' commands use (person, idempotency key). A hash, so that a window of many keys has a known size.
/// </summary>
[GenerateSerializer, Immutable, Alias("crosslive.CommandKey"), MessagePackObject]
public readonly record struct CommandKey([property: Id(0), Key(0)] ulong High, [property: Id(1), Key(1)] ulong Low)
{
    /// <summary>Most characters of an id or idempotency key.</summary>
    public const int MaxIdLength = 255;

    // Ten digits of an int, and the colon.
    private const int LengthBytes = 11;

    // Nearly every key; longer ones take memory for the moment.
    private const int ShortBytes = 256;

    /// <summary>The key of a scope (a platform's source, a person's handle) and an id inside it.</summary>
    public static CommandKey For(string scope, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(scope, id, hash);
        return new CommandKey(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }

    /// <summary>A 64-bit fingerprint of a command's content, so that one key with another content is told apart. 0 means "do not compare".</summary>
    public static ulong Fingerprint(string kind, string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(kind, content, hash);
        var print = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        return print == 0 ? 1 : print;
    }

    private static void Hash(string first, string second, Span<byte> hash)
    {
        // The length in front keeps ("a","bc") and ("ab","c") apart.
        Span<byte> length = stackalloc byte[LengthBytes];
        first.Length.TryFormat(length, out var digits, provider: CultureInfo.InvariantCulture);
        length[digits++] = (byte)':';
        var bytes = digits + Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second);
        Span<byte> text = bytes <= ShortBytes ? stackalloc byte[ShortBytes] : new byte[bytes];
        length[..digits].CopyTo(text);
        var end = digits + Encoding.UTF8.GetBytes(first, text[digits..]);
        SHA256.HashData(text[..(end + Encoding.UTF8.GetBytes(second, text[end..]))], hash);
    }
}
