using System.Globalization;
using System.IO.Hashing;
using Azure.Data.Tables;

namespace CrossLive.Storage.AzureTables;

/// <summary>
/// The row keys of a room; its partition key is the room's name, so that one transaction covers head and records.
/// <code>
/// head                      epoch and last sequence: every append moves it, every take-over changes it
/// epoch                     the epoch once more, and who raised it last: only take-overs change it
/// kept                      first sequence that is kept, where anything was trimmed
/// R{last}                   a record, under its LAST sequence: the record that holds a sequence is the first one at or after it
/// R{last}-{id}-{part}       further parts of a large record, written before it; without "R{last}" of the same id they mean nothing
/// S{sequence}               a snapshot's marker, written after its parts
/// C{sequence}-{id}-{part}   a snapshot's parts
/// </code>
/// Sequences have 19 digits; ids are XxHash128 of the stored bytes.
/// </summary>
internal static class RoomKeys
{
    /// <summary>The head.</summary>
    public const string Head = "head";

    /// <summary>The count of epochs.</summary>
    public const string Epoch = "epoch";

    /// <summary>What is kept.</summary>
    public const string Kept = "kept";

    /// <summary>A record.</summary>
    public static string Record(long last) => string.Create(CultureInfo.InvariantCulture, $"R{last:D19}");

    /// <summary>A further part of a record.</summary>
    public static string RecordPart(long last, string id, int part) => string.Create(CultureInfo.InvariantCulture, $"R{last:D19}-{id}-{part:D4}");

    /// <summary>A snapshot's marker.</summary>
    public static string Snapshot(long sequence) => string.Create(CultureInfo.InvariantCulture, $"S{sequence:D19}");

    /// <summary>A snapshot's part.</summary>
    public static string SnapshotPart(long sequence, string id, int part) => string.Create(CultureInfo.InvariantCulture, $"{SnapshotParts(sequence, id)}{part:D4}");

    /// <summary>What the keys of a snapshot's parts begin with.</summary>
    public static string SnapshotParts(long sequence, string id) => string.Create(CultureInfo.InvariantCulture, $"C{sequence:D19}-{id}-");

    /// <summary>The sequence in a key that begins with a capital.</summary>
    public static long SequenceOf(string rowKey) => long.Parse(rowKey.AsSpan(1, 19), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>True where the key is a record's or snapshot's own, not a part's.</summary>
    public static bool IsWhole(string rowKey) => rowKey.Length == 20;

    /// <summary>The id of stored bytes.</summary>
    public static string IdOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(XxHash128.Hash(bytes));

    /// <summary>A filter for row keys of a room from one key up to and including another and its parts ('.' follows '-').</summary>
    public static string Range(string room, string from, string through) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {room} and RowKey ge {from} and RowKey lt {through + "."}");
}
