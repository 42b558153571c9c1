using System.Net.WebSockets;

namespace CrossLive.Gateway.Transport;

/// <summary>The payload of a WebSocket's messages as one stream: SignalR's protocols mark the ends of their messages themselves.</summary>
internal sealed class WebSocketInput(WebSocket webSocket) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads on; an empty buffer waits until there is something. 0 at the client's close, or at a connection that broke.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (webSocket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var received = await webSocket.ReceiveAsync(buffer, cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return 0;
                }

                // An empty message is no end of the stream.
                if (received.Count > 0 || buffer.IsEmpty)
                {
                    return received.Count;
                }
            }
        }
        catch (WebSocketException)
        {
            // Closed without a goodbye, or not a WebSocket's frames at all: the connection ends either way.
        }

        return 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
