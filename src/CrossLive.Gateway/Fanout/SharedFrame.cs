using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Protocol.Frames;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace CrossLive.Gateway.Fanout;

/// <summary>A frame as thousands of connections are sent it: the same bytes, made once for each protocol. Immutable; safe to use from many threads.</summary>
internal sealed class SharedFrame(EventFrame frame)
{
    private readonly Lock _lock = new();
    private byte[]? _text;
    private byte[]? _binary;

    /// <summary>The events.</summary>
    public EventFrame Frame { get; } = frame;

    /// <summary>The cursor of a viewer that is to be sent it.</summary>
    public long From { get; } = frame.Events[0].Position.Sequence - 1;

    /// <summary>The cursor of a viewer that has it.</summary>
    public long Through { get; } = frame.Events[^1].Position.Sequence;

    /// <summary>As a hub message, for SignalR's own path to a connection.</summary>
    public SerializedHubMessage HubMessage
    {
        get
        {
            lock (_lock)
            {
                return field ??= new SerializedHubMessage(new InvocationMessage(HubMethods.Events, [Frame]));
            }
        }
    }

    /// <summary>As a whole WebSocket frame, for a socket: always the same memory.</summary>
    public ReadOnlyMemory<byte> SocketBytes(IHubProtocol protocol)
    {
        var isBinary = protocol.TransferFormat == TransferFormat.Binary;
        ref var bytes = ref isBinary ? ref _binary : ref _text;
        if (Volatile.Read(ref bytes) is { } made)
        {
            return made;
        }

        lock (_lock)
        {
            return bytes ??= WebSocketFrame.Of(protocol.GetMessageBytes(new InvocationMessage(HubMethods.Events, [Frame])).Span, isBinary);
        }
    }
}
