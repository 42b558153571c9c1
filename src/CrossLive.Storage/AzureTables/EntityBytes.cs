using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// Bytes in an entity. A binary property takes 64 KiB, an entity 1 MiB and a transaction 4 MiB; on their way bytes are base64 (a third more), which Azurite
/// counts against the entity, too. So an entity takes <see cref="MaxBytes"/> in properties "P00", "P01", …, and what is longer takes several entities.
/// </summary>
internal static class EntityBytes
{
    /// <summary>Most bytes in one entity.</summary>
    public const int MaxBytes = MaxProperties * MaxPropertyBytes;

    private const int MaxProperties = 10;
    private const int MaxPropertyBytes = 64 * 1024;

    private static readonly string[] Names = [.. Enumerable.Range(0, MaxProperties).Select(i => $"P{i:D2}")];

    /// <summary>Puts bytes into an entity.</summary>
    public static void Put(TableEntity entity, ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i * MaxPropertyBytes < bytes.Length; i++)
        {
            var rest = bytes[(i * MaxPropertyBytes)..];
            entity[Names[i]] = rest[..Math.Min(rest.Length, MaxPropertyBytes)].ToArray();
        }
    }

    /// <summary>The bytes in an entity; empty where there are none.</summary>
    public static byte[] Get(TableEntity entity)
    {
        using var bytes = new MemoryStream();
        foreach (var name in Names)
        {
            if (!entity.TryGetValue(name, out var value) || value is not byte[] part)
            {
                break;
            }

            bytes.Write(part);
        }

        return bytes.ToArray();
    }

    /// <summary>How many entities so many bytes take; at least one.</summary>
    public static int EntitiesFor(int bytes) => Math.Max(1, (bytes + MaxBytes - 1) / MaxBytes);

    /// <summary>The part of long bytes that goes into the entity with an index.</summary>
    public static ReadOnlySpan<byte> PartOf(byte[] bytes, int index)
    {
        var begin = index * MaxBytes;
        return bytes.AsSpan(begin, Math.Min(MaxBytes, bytes.Length - begin));
    }
}
