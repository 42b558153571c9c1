using System.Buffers.Binary;
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

    /// <summary>The key of a scope (a platform's source, a person's handle) and an id inside it.</summary>
    public static CommandKey For(string scope, string id)
    {
        var hash = Hash(scope, id);
        return new CommandKey(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8)));
    }

    /// <summary>A 64-bit fingerprint of a command's content, so that one key with another content is told apart. 0 means "do not compare".</summary>
    public static ulong Fingerprint(string kind, string content)
    {
        var print = BinaryPrimitives.ReadUInt64LittleEndian(Hash(kind, content));
        return print == 0 ? 1 : print;
    }

    private static byte[] Hash(string first, string second)
    {
        // The length in front keeps ("a","bc") and ("ab","c") apart.
        var text = $"{first.Length}:{first}{second}";
        return SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }
}
