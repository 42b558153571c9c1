using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A TCP connection as Kestrel wants it, read by a <see cref="ReceiveLoop"/>. While it speaks HTTP its bytes go through a pipe, as they do with Kestrel's own
/// transport; from <see cref="TakeOver"/> on whoever took it reads the loop's buffer.
/// </summary>
internal sealed class LoopConnection : ConnectionContext, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature, IConnectionLifetimeFeature,
    IConnectionEndPointFeature, IConnectionSocketFeature, IMemoryPoolFeature
{
    // What Kestrel lets wait on the way in and on the way out.
    private const long MaxInputBytes = 1024 * 1024;
    private const long MaxOutputBytes = 64 * 1024;
    private const int ReadBytes = 16 * 1024;

    private static long _lastId;

    private readonly Pipe _input;
    private readonly Pipe _output;
    private readonly LoopSource _source;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _sending;
    private readonly Task _pumping;
    private string? _id;
    private IDictionary<object, object?>? _items;
    private volatile bool _isTaken;
    private volatile bool _isAborted;

    /// <summary>Has a loop read a connected socket.</summary>
    /// <exception cref="IOException">The system does not take it.</exception>
    public LoopConnection(Socket socket, ReceiveLoop loop, MemoryPool<byte> pool)
    {
        Socket = socket;
        MemoryPool = pool;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        _input = new Pipe(new PipeOptions(pool, PipeScheduler.ThreadPool, PipeScheduler.Inline, MaxInputBytes, MaxInputBytes / 2, useSynchronizationContext: false));
        _output = new Pipe(new PipeOptions(pool, PipeScheduler.ThreadPool, PipeScheduler.ThreadPool, MaxOutputBytes, MaxOutputBytes / 2, useSynchronizationContext: false));
        Transport = new LoopPipes(_input.Reader, _output.Writer);
        Features = new FeatureCollection(initialCapacity: 12);
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        Features.Set<IConnectionSocketFeature>(this);
        Features.Set<IMemoryPoolFeature>(this);
        Features.Set(this);
        _source = new LoopSource(loop, socket, NoteEnd);
        _pumping = PumpAsync();
        _sending = SendAsync();
    }

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => _id ??= "L" + Interlocked.Increment(ref _lastId).ToString("X12", CultureInfo.InvariantCulture);
        set => _id = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; }

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public MemoryPool<byte> MemoryPool { get; }

    /// <summary>
    /// From now on the caller reads the socket itself. What came before stands in the pipe, whose end comes behind it: that is to be read first.
    /// </summary>
    public LoopSource TakeOver()
    {
        _isTaken = true;
        _source.CancelWait();
        return _source;
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    /// <inheritdoc/>
    public override void Abort()
    {
        _isAborted = true;
        ShutDown();
        _output.Reader.CancelPendingRead();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync();
        await _output.Writer.CompleteAsync();
        await _sending;
        ShutDown();
        await _source.RemoveAsync();

        // What it failed by was the reader's, who knows.
        await _pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_isAborted)
        {
            // The system is to forget what a client that does not read was sent.
            SetNoLinger();
        }

        Socket.Dispose();
        _closed.Dispose();
        await base.DisposeAsync();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (!_isTaken)
            {
                var received = await _source.ReceiveAsync(ReadBytes);
                if (received <= 0)
                {
                    break;
                }

                _source.Loop.Buffer.Span[..received].CopyTo(_input.Writer.GetSpan(received));
                _input.Writer.Advance(received);
                if ((await _input.Writer.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await _input.Writer.CompleteAsync();
        }
    }

    private async Task SendAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await _output.Reader.ReadAsync();
                foreach (var segment in read.Buffer)
                {
                    for (var rest = segment; rest.Length > 0;)
                    {
                        rest = rest[await Socket.SendAsync(rest, SocketFlags.None)..];
                    }
                }

                _output.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // Whatever ended it, the socket's or the writer's failure: the writer is told, and the connection ends.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = new ConnectionResetException("The connection is broken.", exception);
        }

        await _output.Reader.CompleteAsync(failure);

        // Nothing more can be said, so nothing more is asked for.
        ShutDown();
    }

    private void NoteEnd()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has been ended from our side meanwhile.
        }
    }

    private void ShutDown()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    private void SetNoLinger()
    {
        try
        {
            Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}

/// <summary>A loop connection's pipes, with nothing in between.</summary>
internal sealed class LoopPipes(PipeReader input, PipeWriter output) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = input;

    /// <inheritdoc/>
    public PipeWriter Output { get; } = output;
}
