using System.Buffers;
using System.IO.Pipelines;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Where SignalR writes its own messages (answers, pings): what stands between two flushes becomes one WebSocket frame. SignalR flushes after each
/// message and writes one at a time. Holds a buffer only while a message is being written.
/// </summary>
internal sealed class HubMessageWriter(SocketOutput output) : PipeWriter
{
    private const int MinBufferBytes = 1024;

    // The header goes in front when the length is known.
    private const int Start = WebSocketFrame.MaxHeaderBytes;

    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private byte[]? _buffer;
    private int _end = Start;

    /// <summary>True for binary frames, false for text.</summary>
    public bool IsBinary { get; set; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _end - Start;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _end += bytes;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_end);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_end == Start)
        {
            return new ValueTask<FlushResult>(default(FlushResult));
        }

        // A client that has gone is nothing to report: as a pipe does, the writer says that nobody reads any more. The reading side ends the connection.
        var payload = _end - Start;
        var header = WebSocketFrame.HeaderBytes(payload);
        WebSocketFrame.WriteHeader(_buffer.AsSpan(Start - header), IsBinary, payload);
        try
        {
            var sending = output.WriteAsync(_buffer.AsMemory(Start - header, header + payload));
            if (!sending.IsCompletedSuccessfully)
            {
                return new ValueTask<FlushResult>(FinishAsync(sending));
            }
        }
        catch (IOException)
        {
            Release();
            return new ValueTask<FlushResult>(Gone);
        }

        Release();
        return new ValueTask<FlushResult>(default(FlushResult));
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        // A message that has begun has to leave whole.
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // Nothing is held between two messages.
    }

    private async Task<FlushResult> FinishAsync(ValueTask sending)
    {
        try
        {
            await sending;
            return default;
        }
        catch (IOException)
        {
            return Gone;
        }
        finally
        {
            Release();
        }
    }

    private void Reserve(int sizeHint)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(MinBufferBytes);
        var needed = _end + Math.Max(1, sizeHint);
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private void Release()
    {
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = null;
        _end = Start;
    }
}
