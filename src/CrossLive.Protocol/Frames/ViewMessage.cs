using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>
/// A room's view on the wire (<c>view</c> of the join's answer and of <c>reset</c>). Immutable; encoded once per protocol and shared.
/// The wire states the view's position beside it, not in it: use <see cref="At"/> on the client.
/// </summary>
public sealed class ViewMessage
{
    private readonly EncodedOnce<RoomViewSnapshot, ViewFields> _encoded;

    /// <summary>A message of a snapshot.</summary>
    public ViewMessage(RoomViewSnapshot snapshot)
    {
        Snapshot = snapshot;
        _encoded = new(snapshot);
    }

    /// <summary>What viewers see. Read from the wire: its head is <see cref="Position.Start"/>, and recent messages have epoch 0.</summary>
    public RoomViewSnapshot Snapshot { get; }

    /// <summary>The view as UTF-8 JSON: always the same memory.</summary>
    public ReadOnlyMemory<byte> JsonBytes => _encoded.Json;

    /// <summary>The view as MessagePack: always the same memory.</summary>
    public ReadOnlyMemory<byte> MessagePackBytes => _encoded.MessagePack;

    /// <summary>The snapshot at the position that stands beside it on the wire.</summary>
    /// <param name="head">Epoch and sequence of the last event that it includes.</param>
    public RoomViewSnapshot At(Position head) => Snapshot with { Head = head };
}
