using System.Buffers;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Swarm.Viewers;

/// <summary>How far a viewer's connection has come.</summary>
public enum ViewerPhase
{
    /// <summary>There is none.</summary>
    Away = 0,

    /// <summary>TCP is on its way.</summary>
    Connecting,

    /// <summary>The upgrade was sent.</summary>
    Upgrading,

    /// <summary>The handshake was sent.</summary>
    Greeting,

    /// <summary>The join was sent.</summary>
    Joining,

    /// <summary>In the room.</summary>
    In,
}

/// <summary>One viewer: a connection, and what it remembers over connections. Touched by its loop's thread only, unless said otherwise.</summary>
public sealed class Viewer
{
    /// <summary>Its number in the swarm.</summary>
    public required int Number { get; init; }

    /// <summary>What it speaks.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>What was read lately by all viewers that speak it.</summary>
    internal PayloadTable Payloads { get; init; } = null!;

    /// <summary>Which of the servers it is at, or goes to next.</summary>
    public int Server { get; set; }

    /// <summary>How far it is.</summary>
    public ViewerPhase Phase { get; internal set; }

    /// <summary>The last event that it has seen; 0 = none.</summary>
    public long Sequence => Seen.Sequence;

    /// <summary>When it was answered that it is in the room, in µs; 0 = not on this connection.</summary>
    public long JoinedAtUs { get; internal set; }

    /// <summary>When it had everything up to the head that its join named, in µs; 0 = not yet.</summary>
    public long CaughtUpAtUs { get; internal set; }

    /// <summary>True where it does not read what is sent to it.</summary>
    public bool IsFrozen { get; internal set; }

    internal int Descriptor { get; set; } = -1;

    internal uint Generation { get; set; }

    internal int Failures { get; set; }

    internal long HeadAtJoin { get; set; }

    internal PositionCheck Seen;

    // The viewer's place in the table; -1: the first payload is the next one.
    internal long Place = -1;

    /// <summary>The beginning of a frame that was cut by the read.</summary>
    internal ArraySegment<byte> Cut { get; private set; }

    /// <summary>The parts of a message that came in several frames.</summary>
    internal MessageParts Parts;

    /// <summary>Batches that came before the answer to the join.</summary>
    internal List<EventBatch>? Early { get; set; }

    /// <summary>Keeps the beginning of a frame until the rest has come.</summary>
    internal void KeepCut(ReadOnlySpan<byte> bytes)
    {
        DropCut();
        if (!bytes.IsEmpty)
        {
            var kept = ArrayPool<byte>.Shared.Rent(bytes.Length);
            bytes.CopyTo(kept);
            Cut = new ArraySegment<byte>(kept, 0, bytes.Length);
        }
    }

    /// <summary>Gives the memory of a cut frame back.</summary>
    internal void DropCut()
    {
        if (Cut.Array is { } kept)
        {
            ArrayPool<byte>.Shared.Return(kept);
            Cut = default;
        }
    }
}
