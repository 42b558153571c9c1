using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.Media.Rtmp;

namespace CrossLive.LoadTests.Media.Live.Publishers;

/// <summary>
/// A publisher as plain as librtmp within OBS: one TCP connection whose writes block while the kernel's send buffer, which the kernel sizes by itself, is full. What the receiver says
/// after its yes is read and thrown away.
/// </summary>
internal sealed class PlainRtmpPublisher : IDisposable
{
    private const int HandshakeBytes = 1_536, ChunkBytes = 4_096, Tcp = 6, TcpCongestion = 13, MaxAnswers = 50;
    private const int ControlChunks = 2, CommandChunks = 3, AudioChunks = 4, ScriptChunks = 5, VideoChunks = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly RtmpLimits Limits = new();
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly RtmpChunkWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Thread _reading;
    private uint _streamId;

    /// <summary>Connects, and publishes.</summary>
    /// <param name="address">rtmp://HOST:PORT/APP/KEY.</param>
    /// <param name="congestionControl">The kernel's name of the one that the connection has; null: the machine's.</param>
    /// <exception cref="SetupException">The receiver does not take it.</exception>
    public PlainRtmpPublisher(Uri address, string? congestionControl)
    {
        var path = address.AbsolutePath.Trim('/').Split('/', 2);
        try
        {
            if (congestionControl is not null)
            {
                _socket.SetRawSocketOption(Tcp, TcpCongestion, System.Text.Encoding.ASCII.GetBytes(congestionControl));
            }

            _socket.ReceiveTimeout = _socket.SendTimeout = (int)Patience.TotalMilliseconds;
            _socket.Connect(IPAddress.Parse(address.Host), address.Port);
            Open(address, path[0], path[1]);
            _socket.ReceiveTimeout = _socket.SendTimeout = 0;
        }
        catch (Exception exception) when (exception is SocketException or RtmpProtocolException)
        {
            _socket.Dispose();
            throw new SetupException($"{address.Host}:{address.Port} takes no publisher: {exception.Message}");
        }

        _reading = new Thread(Discard) { IsBackground = true, Name = "rtmp answers" };
        _reading.Start();
    }

    /// <summary>Writes one tag, and waits until the kernel has taken all of it.</summary>
    /// <exception cref="IOException">The connection is over.</exception>
    public void Write(FlvTag tag)
    {
        var (type, stream) = tag.Kind switch
        {
            FlvTagKind.Audio => (RtmpMessageType.Audio, AudioChunks),
            FlvTagKind.Video => (RtmpMessageType.Video, VideoChunks),
            _ => (RtmpMessageType.DataAmf0, ScriptChunks),
        };
        _writer.Write(_bytes, stream, new RtmpMessage(type, _streamId, tag.TimestampMs, tag.Body));
        try
        {
            Flush();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _reading.Join();
    }

    private void Open(Uri address, string app, string key)
    {
        _bytes.Write<byte>([3, .. new byte[HandshakeBytes]]);
        Flush();
        var answer = Receive(1 + (2 * HandshakeBytes));
        _bytes.Write(answer.AsSpan(1, HandshakeBytes));
        var chunkBytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(chunkBytes, ChunkBytes);
        _writer.Write(_bytes, ControlChunks, new RtmpMessage(RtmpMessageType.SetChunkSize, 0, 0, chunkBytes));
        _writer.MaxChunkBytes = ChunkBytes;
        Command(0, "connect", 1d, new Dictionary<string, object?>(StringComparer.Ordinal) { ["app"] = app, ["type"] = "nonprivate", ["tcUrl"] = $"rtmp://{address.Host}:{address.Port}/{app}" });
        Command(0, "createStream", 2d, null);
        Flush();
        var reader = new RtmpChunkReader(Limits);
        var made = WhenAnswered(reader, values => values is ["_result", 2d, ..]);
        _streamId = (uint)(double)made[3]!;
        Command(_streamId, "publish", 3d, null, key, "live");
        Flush();
        var status = WhenAnswered(reader, values => values is ["onStatus", ..]);
        if (status is not [_, _, _, Dictionary<string, object?> what] || what["code"] is not "NetStream.Publish.Start")
        {
            throw new RtmpProtocolException("it does not say that the publish begins.");
        }
    }

    private List<object?> WhenAnswered(RtmpChunkReader reader, Func<List<object?>, bool> isIt)
    {
        for (var answers = 0; answers < MaxAnswers; answers++)
        {
            RtmpMessage message;
            while (!TryRead(reader, out message))
            {
                var buffer = new byte[ChunkBytes];
                var count = _socket.Receive(buffer);
                _unread = count > 0 ? [.. _unread, .. buffer[..count]] : throw new RtmpProtocolException("it closed the connection.");
            }

            if (message.Type == RtmpMessageType.CommandAmf0 && Amf0.Read(message.Payload.Span, Limits) is var values && isIt(values))
            {
                return values;
            }
        }

        throw new RtmpProtocolException("its answer does not come.");
    }

    private byte[] _unread = [];

    private bool TryRead(RtmpChunkReader reader, out RtmpMessage message)
    {
        var input = new ReadOnlySequence<byte>(_unread);
        var isWhole = reader.TryRead(ref input, out message);
        _unread = input.ToArray();
        return isWhole;
    }

    private void Command(uint streamId, params object?[] values) =>
        _writer.Write(_bytes, CommandChunks, new RtmpMessage(RtmpMessageType.CommandAmf0, streamId, 0, Amf0.Write(values)));

    private void Flush()
    {
        for (var rest = _bytes.WrittenSpan; !rest.IsEmpty;)
        {
            rest = rest[_socket.Send(rest)..];
        }

        _bytes.ResetWrittenCount();
    }

    private byte[] Receive(int count)
    {
        var all = new byte[count];
        for (var at = 0; at < count;)
        {
            at += _socket.Receive(all.AsSpan(at)) is > 0 and var some ? some : throw new RtmpProtocolException("it closed the connection.");
        }

        return all;
    }

    private void Discard()
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (_socket.Receive(buffer) > 0)
            {
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The next write says it.
        }
    }
}
