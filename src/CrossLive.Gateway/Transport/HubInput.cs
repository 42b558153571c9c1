using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CrossLive.Protocol;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// What SignalR reads of a connection: the payload of the client's frames, without the viewers' own calls, which <see cref="ICallTaker"/> takes out on the way. Order
/// is kept: a call behind a message of SignalR's is not taken before SignalR has had that message. Answers the client's control frames. Holds a buffer only while
/// something is coming, and no more than a call's longest (<see cref="ProtocolLimits.MaxCallBytes"/>) and one byte: what else came waits with Kestrel, then in the socket.
/// </summary>
/// <remarks>
/// SignalR ends a client from which it has read nothing for 30 s. A client that only calls, and so sends no pings of its own, would seem silent to it: it is given
/// a ping in the client's name where calls came and <see cref="SignAfter"/> has passed.
/// </remarks>
/// <param name="raw">The client's bytes after the upgrade, as Kestrel receives them.</param>
/// <param name="output">Where control frames are answered.</param>
/// <param name="calls">Takes the viewers' calls.</param>
/// <param name="time">The clock.</param>
/// <param name="loop">Where a receive loop reads the connection: what comes behind <paramref name="raw"/>'s end. Calls are taken on the loop's thread then.</param>
internal sealed class HubInput(PipeReader raw, SocketOutput output, ICallTaker calls, TimeProvider time, LoopSource? loop = null) : PipeReader
{
    private const int FirstBufferBytes = 1024;
    private const int MaxBufferBytes = ProtocolLimits.MaxCallBytes + 1;

    private static readonly TimeSpan SignAfter = TimeSpan.FromSeconds(5);
    private static readonly byte[] NormalEnd = [0x88, 2, 0x03, 0xE8];
    private static readonly byte[] ProtocolError = [0x88, 2, 0x03, 0xEA];

    private readonly ClientFrames _frames = new();
    private byte[]? _buffer;

    // What the loop received and could not be taken at once.
    private byte[] _rest = [];
    private bool _isRawRead;

    // In the buffer: where that begins which SignalR has not consumed, where that ends which it has looked at, where that ends which came.
    private int _start;
    private int _seen;
    private int _end;
    private ReadOnlySequence<byte> _given;
    private bool _isPing;

    // What is given is a sign of life and nothing behind it: SignalR notes the time and reads on, which the loop's thread may do. A waking of the pool for each of
    // some thousand clients' pings cost more than all that was done for them.
    private bool _isSign;
    private bool _hasCalled;
    private bool _hasEnded;
    private bool _isCloseSent;
    private volatile bool _isCanceled;
    private Task? _reply;
    private long _givenAt = time.GetTimestamp();

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (!_isCanceled)
        {
            if (TryGive(out var given))
            {
                if (!_isSign)
                {
                    await LeaveLoop();
                }

                return given;
            }

            var room = calls.RoomAsync();
            if (!room.IsCompleted)
            {
                await room;
                continue;
            }

            if (_isRawRead && _rest.Length == 0 && _reply is null && !cancellationToken.CanBeCanceled)
            {
                // The way of a client that only calls.
                Take(await loop!.ReceiveAsync(RoomBytes));
            }
            else if (await ReceiveAsync(cancellationToken))
            {
                break;
            }
        }

        await LeaveLoop();
        _isCanceled = false;
        _given = default;
        return new ReadResult(_given, isCanceled: true, isCompleted: false);
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_isPing || _given.IsEmpty)
        {
            _isPing = false;
            return;
        }

        var from = _start;
        _start = from + (int)_given.Slice(_given.Start, consumed).Length;
        _seen = from + (int)_given.Slice(_given.Start, examined).Length;
        _given = default;
        ReleaseIfEmpty();
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        _isCanceled = true;
        raw.CancelPendingRead();
        loop?.CancelWait();
        calls.EndWait();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // Kestrel ends its own reader.
    }

    /// <summary>Closes the WebSocket and waits for the client's close, or its end. What else it sends is passed over.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await SendCloseAsync(NormalEnd);
        while (!_hasEnded)
        {
            (_start, _seen, _end) = (0, 0, 0);
            await ReceiveAsync(cancellationToken);
        }

        await LeaveLoop();
        ReleaseIfEmpty();
    }

    // What SignalR makes of it is not the loop's.
    private ConfiguredTaskAwaitable LeaveLoop() =>
        Task.CompletedTask.ConfigureAwait(loop is { Loop.IsCurrent: true } ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None);

    // True where there is something for SignalR.
    private bool TryGive(out ReadResult given)
    {
        _isSign = false;
        while (_end > _start)
        {
            if (_seen > _start || !calls.IsReady)
            {
                // SignalR has the beginning of this message, so it gets the rest.
                if (_end > _seen || _hasEnded)
                {
                    return Give(_end - _start, out given);
                }

                break;
            }

            if (!calls.HasRoom)
            {
                break;
            }

            var bytes = new ReadOnlySequence<byte>(_buffer!, _start, Math.Min(_end - _start, ProtocolLimits.MaxCallBytes));
            var taken = calls.Take(bytes, out var length);
            if (taken is TakenCall.NotOurs or TakenCall.Ping)
            {
                _isSign = taken is TakenCall.Ping && _start + length == _end && !_hasEnded;
                return Give((int)length, out given);
            }

            if (taken == TakenCall.Incomplete)
            {
                if (_hasEnded || _end - _start > ProtocolLimits.MaxCallBytes)
                {
                    return Give(_end - _start, out given);
                }

                break;
            }

            _start += (int)length;
            _seen = _start;
            _hasCalled = true;
        }

        ReleaseIfEmpty();
        if (_hasCalled && time.GetElapsedTime(_givenAt) > SignAfter)
        {
            (_isPing, _isSign, _hasCalled, _givenAt) = (true, !_hasEnded, false, time.GetTimestamp());
            given = new ReadResult(new ReadOnlySequence<byte>(calls.Ping), isCanceled: false, isCompleted: false);
            return true;
        }

        given = new ReadResult(default, isCanceled: false, isCompleted: true);
        return _hasEnded && _end == _start;
    }

    private bool Give(int length, out ReadResult given)
    {
        _given = new ReadOnlySequence<byte>(_buffer!, _start, length);
        (_hasCalled, _givenAt) = (false, time.GetTimestamp());
        given = new ReadResult(_given, isCanceled: false, isCompleted: _hasEnded && _start + length == _end);
        return true;
    }

    // True where the wait was ended from outside.
    private async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_reply is { } reply)
            {
                await reply;
                _reply = null;
            }

            if (_isRawRead)
            {
                await ReceiveFromLoopAsync(loop!, cancellationToken);
                return false;
            }

            var received = await raw.ReadAsync(cancellationToken);
            if (received.IsCanceled)
            {
                raw.AdvanceTo(received.Buffer.Start);
                return true;
            }

            raw.AdvanceTo(Absorb(received.Buffer));
            if (received.IsCompleted && received.Buffer.IsEmpty)
            {
                _isRawRead = loop is not null;
                _hasEnded |= loop is null;
            }
        }
        catch (Exception exception) when (exception is IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Gone without a goodbye.
            _hasEnded = true;
        }

        return false;
    }

    private async ValueTask ReceiveFromLoopAsync(LoopSource from, CancellationToken cancellationToken)
    {
        if (_rest.Length > 0)
        {
            Absorb(_rest);
            return;
        }

        using var canceled = cancellationToken.CanBeCanceled ? cancellationToken.UnsafeRegister(static source => ((LoopSource)source!).CancelWait(), from) : default;
        Take(await from.ReceiveAsync(RoomBytes));
        if (cancellationToken.IsCancellationRequested)
        {
            await LeaveLoop();
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private int RoomBytes => Math.Max(1, MaxBufferBytes - (_end - _start));

    // A wait that was ended brings nothing: why it was is to be seen elsewhere.
    private void Take(int received)
    {
        _hasEnded |= received == 0;
        if (received > 0)
        {
            Absorb(loop!.Loop.Buffer[..received]);
        }
    }

    private void Absorb(ReadOnlyMemory<byte> bytes)
    {
        var sequence = new ReadOnlySequence<byte>(bytes);
        var rest = sequence.Slice(Absorb(sequence));
        _rest = rest.IsEmpty ? [] : rest.ToArray();
    }

    private SequencePosition Absorb(in ReadOnlySequence<byte> bytes)
    {
        var consumed = 0L;
        foreach (var segment in bytes)
        {
            var left = segment.Span;
            while (!left.IsEmpty)
            {
                if (_hasEnded)
                {
                    return bytes.End;
                }

                if (_reply is not null || _end - _start == MaxBufferBytes)
                {
                    return bytes.GetPosition(consumed);
                }

                var room = Reserve(Math.Min(left.Length, MaxBufferBytes - (_end - _start)));
                var sign = _frames.Read(left, room, out var read, out var written);
                _end += written;
                consumed += read;
                left = left[read..];
                Note(sign);
            }
        }

        return bytes.End;
    }

    private void Note(FrameSign sign)
    {
        switch (sign)
        {
            case FrameSign.Ping:
                // Read no further before it is answered: what a client makes us say, it has to take.
                var sending = output.WriteAsync(WebSocketFrame.Pong(_frames.Control));
                _reply = sending.IsCompletedSuccessfully ? null : sending.AsTask();
                break;
            case FrameSign.Close:
                _hasEnded = true;
                _ = SendCloseAsync(WebSocketFrame.Close(_frames.Control));
                break;
            case FrameSign.Broken:
                _hasEnded = true;
                _ = SendCloseAsync(ProtocolError);
                break;
        }
    }

    private async Task SendCloseAsync(byte[] frame)
    {
        if (_isCloseSent)
        {
            return;
        }

        _isCloseSent = true;
        try
        {
            await output.WriteAsync(frame);
        }
        catch (IOException)
        {
            // Nobody is there any more to be told.
            _hasEnded = true;
        }
    }

    private Span<byte> Reserve(int bytes)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(FirstBufferBytes, bytes));
        if (_buffer.Length - _end < bytes)
        {
            var kept = _buffer.AsSpan(_start, _end - _start);
            if (_buffer.Length - kept.Length < bytes)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(kept.Length + bytes, 2 * kept.Length));
                kept.CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = larger;
            }
            else
            {
                kept.CopyTo(_buffer);
            }

            (_start, _seen, _end) = (0, _seen - _start, _end - _start);
        }

        return _buffer.AsSpan(_end, bytes);
    }

    private void ReleaseIfEmpty()
    {
        if (_start == _end && _buffer is { } empty)
        {
            ArrayPool<byte>.Shared.Return(empty);
            (_buffer, _start, _seen, _end) = (null, 0, 0, 0);
        }
    }
}
