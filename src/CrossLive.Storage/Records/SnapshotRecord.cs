using CrossLive.Rooms;

namespace CrossLive.Storage.Records;

/// <summary>A snapshot as it is stored: a <see cref="RecordFrame"/> around the state's bytes.</summary>
internal static class SnapshotRecord
{
    /// <summary>"CLS1" read as a little-endian number.</summary>
    public const uint Magic = 0x31534C43;

    /// <summary>The version written, and the newest that is read. Not the version of the state inside, which is its writer's.</summary>
    public const ushort Version = 1;

    /// <summary>Encodes a snapshot.</summary>
    public static byte[] Encode(RoomLogSnapshot snapshot) =>
        new RecordFrame(Magic, Version, snapshot.Position.Epoch, snapshot.Position.Sequence, snapshot.FormatVersion).Seal(snapshot.Payload.Span);

    /// <summary>Decodes a snapshot.</summary>
    /// <returns>Null where it is whole, else what is wrong with it.</returns>
    public static string? Decode(ReadOnlyMemory<byte> record, out RoomLogSnapshot? snapshot)
    {
        snapshot = null;
        if (RecordFrame.Open(record.Span, Magic, Version, out var frame) is { } damage)
        {
            return damage;
        }

        snapshot = new RoomLogSnapshot(new Position(frame.Epoch, frame.Sequence), frame.Number, record[RecordFrame.HeaderBytes..]);
        return null;
    }
}
