using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Storage.Records;

/// <summary>
/// One append as it is stored: a <see cref="RecordFrame"/> around a MessagePack array of events (integer keys).
/// The format is for ever: <c>BatchRecordTests</c> holds version 1 byte for byte.
/// </summary>
internal static class BatchRecord
{
    /// <summary>"CLB1" read as a little-endian number.</summary>
    public const uint Magic = 0x31424C43;

    /// <summary>The version written, and the newest that is read.</summary>
    public const ushort Version = 1;

    // The bytes come from a disk or a network: depth and hash collisions are bounded even so.
    private static readonly MessagePackSerializerOptions Options =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>Encodes events of one epoch with contiguous sequences; the caller has checked both, see <see cref="RoomLogArguments"/>.</summary>
    public static byte[] Encode(IReadOnlyList<RoomEvent> events)
    {
        var payload = MessagePackSerializer.Serialize(events, Options);
        var first = events[0].Position;
        return new RecordFrame(Magic, Version, first.Epoch, first.Sequence, events.Count).Seal(payload);
    }

    /// <summary>Decodes a record.</summary>
    /// <param name="record">The stored bytes.</param>
    /// <param name="events">The events, where the record is whole.</param>
    /// <returns>Null where the record is whole, else what is wrong with it.</returns>
    public static string? Decode(ReadOnlyMemory<byte> record, out IReadOnlyList<RoomEvent> events)
    {
        events = [];
        if (RecordFrame.Open(record.Span, Magic, Version, out var frame) is { } damage)
        {
            return damage;
        }

        try
        {
            var decoded = MessagePackSerializer.Deserialize<RoomEvent[]>(record[RecordFrame.HeaderBytes..], Options);
            if (Contradiction(frame, decoded) is { } contradiction)
            {
                return contradiction;
            }

            events = decoded;
            return null;
        }
        catch (MessagePackSerializationException e)
        {
            return $"its events cannot be read: {e.InnerException?.Message ?? e.Message}";
        }
    }

    /// <summary>A whole checksum over a wrong content means a faulty writer, or a kind of event that only a newer program knows (its body is read as null).</summary>
    private static string? Contradiction(RecordFrame frame, RoomEvent?[]? events)
    {
        if (events is null || events.Length == 0 || events.Length != frame.Number)
        {
            return $"it holds {events?.Length ?? 0} events where its header says {frame.Number}";
        }

        for (var i = 0; i < events.Length; i++)
        {
            if (events[i] is not { Body: not null, Actor: not null, Keys: not null } read)
            {
                return $"its event {i + 1} is of a kind that this program does not know; a newer program may have written it";
            }

            if (read.Position != new Position(frame.Epoch, frame.Sequence + i))
            {
                return $"its event {i + 1} says position {read.Position} where {new Position(frame.Epoch, frame.Sequence + i)} belongs";
            }
        }

        return null;
    }
}
