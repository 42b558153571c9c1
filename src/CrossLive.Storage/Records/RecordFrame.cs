using System.Buffers.Binary;
using System.IO.Hashing;

namespace CrossLive.Storage.Records;

/// <summary>
/// The frame that every stored record wears: 40 bytes, little-endian, then the payload.
/// <code>
/// offset  bytes  field
///      0      4  magic: what kind of record it is
///      4      2  format version
///      6      2  reserved, 0
///      8      8  epoch
///     16      8  sequence
///     24      4  number: the kind's own (events in a batch, format version of a snapshot's state)
///     28      4  payload length in bytes
///     32      8  XxHash3 of bytes 0–31 and the payload
/// </code>
/// The checksum covers the header, too, so that a flipped bit anywhere is told apart from an end of the log.
/// </summary>
/// <param name="Magic">The kind, see <see cref="BatchRecord"/> and <see cref="SnapshotRecord"/>.</param>
/// <param name="Version">The format version.</param>
/// <param name="Epoch">The epoch of what is inside.</param>
/// <param name="Sequence">The first sequence inside, or the sequence that the payload stands for.</param>
/// <param name="Number">The kind's own number.</param>
internal readonly record struct RecordFrame(uint Magic, ushort Version, long Epoch, long Sequence, int Number)
{
    /// <summary>Bytes in front of the payload.</summary>
    public const int HeaderBytes = 40;

    private const int ChecksumOffset = 32;

    /// <summary>Puts the frame around a payload.</summary>
    public byte[] Seal(ReadOnlySpan<byte> payload)
    {
        var record = new byte[HeaderBytes + payload.Length];
        var header = record.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], payload.Length);
        payload.CopyTo(header[HeaderBytes..]);
        BinaryPrimitives.WriteUInt64LittleEndian(header[ChecksumOffset..], Checksum(record));
        return record;
    }

    /// <summary>Takes the frame off.</summary>
    /// <param name="record">The stored bytes.</param>
    /// <param name="magic">The kind that is expected.</param>
    /// <param name="newestVersion">The newest format version that the caller can read.</param>
    /// <param name="frame">The header, where the record is whole.</param>
    /// <returns>Null where the record is whole, else what is wrong with it.</returns>
    public static string? Open(ReadOnlySpan<byte> record, uint magic, ushort newestVersion, out RecordFrame frame)
    {
        frame = default;
        if (record.Length < HeaderBytes)
        {
            return $"{record.Length} bytes are fewer than a header's {HeaderBytes}";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != magic)
        {
            return "it does not begin as a record of its kind";
        }

        // Before the checksum: a newer format may place it elsewhere, and "written by a newer program" is the more useful answer.
        var version = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        if (version == 0 || version > newestVersion)
        {
            return $"its format version is {version}, this program reads 1 to {newestVersion}; a newer program may have written it";
        }

        var payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(record[28..]);
        if (payloadBytes != record.Length - HeaderBytes)
        {
            return $"its payload has {record.Length - HeaderBytes} bytes where {payloadBytes} were written";
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(record[ChecksumOffset..]) != Checksum(record))
        {
            return "its checksum is wrong";
        }

        frame = new RecordFrame(
            magic,
            version,
            BinaryPrimitives.ReadInt64LittleEndian(record[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[24..]));
        return null;
    }

    private static ulong Checksum(ReadOnlySpan<byte> record)
    {
        var hash = new XxHash3();
        hash.Append(record[..ChecksumOffset]);
        hash.Append(record[HeaderBytes..]);
        return hash.GetCurrentHashAsUInt64();
    }
}
