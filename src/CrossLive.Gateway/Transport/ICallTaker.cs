using System.Buffers;

namespace CrossLive.Gateway.Transport;

/// <summary>What <see cref="ICallTaker.Take"/> made of the bytes.</summary>
internal enum TakenCall
{
    /// <summary>The first message is not whole yet.</summary>
    Incomplete = 0,

    /// <summary>The first message is SignalR's.</summary>
    NotOurs,

    /// <summary>The first message was a viewer's call, and is being done.</summary>
    Done,

    /// <summary>The first message is SignalR's, and is a sign of life and nothing else: SignalR notes the time.</summary>
    Ping,
}

/// <summary>Takes calls out of what a client sends, before SignalR reads it.</summary>
internal interface ICallTaker
{
    /// <summary>True once the handshake is done and the hub has let the connection in: from then on messages are calls.</summary>
    bool IsReady { get; }

    /// <summary>True where another call can be taken.</summary>
    bool HasRoom { get; }

    /// <summary>A sign of life in the connection's protocol.</summary>
    ReadOnlyMemory<byte> Ping { get; }

    /// <summary>Reads the first message, and does it where it is a viewer's call.</summary>
    /// <param name="bytes">What came, from the beginning of a message.</param>
    /// <param name="length">How long the first message is; of one that cannot be read: everything.</param>
    TakenCall Take(in ReadOnlySequence<byte> bytes, out long length);

    /// <summary>Ends when another call can be taken.</summary>
    Task RoomAsync();

    /// <summary>Ends the wait of <see cref="RoomAsync"/>, whether there is room or not.</summary>
    void EndWait();
}
