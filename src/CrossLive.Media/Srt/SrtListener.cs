using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using CrossLive.Media.Ingest;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Srt;

/// <summary>
/// The port for publishers over SRT. One thread asks libsrt what has come and hands it on; it waits for nobody: what a connection has not read yet is bounded, at the limit the
/// connection ends.
/// </summary>
internal sealed partial class SrtListener : IHostedService, IDisposable
{
    private const int Backlog = 16;
    private const int WaitMs = 100;
    private const int MaxEvents = 64;
    private const int MaxStreamIdBytes = 513;
    private const int AddressBytes = 128;

    /// <summary>Messages of one publisher that are taken before the next one's turn.</summary>
    private const int MaxMessagesATurn = 256;

    /// <summary>What a publisher may have sent that nobody has read yet.</summary>
    private const long MaxUnreadBytes = 4 * 1024 * 1024;

    /// <summary>What libsrt itself keeps of one publisher until it is due.</summary>
    private const int ReceiveBufferBytes = 8 * 1024 * 1024;

    /// <summary>A publisher of which nothing is heard, not even that it is there: it went without a word. SRT's programs say so once a second.</summary>
    private const int PeerIdleMs = 3_000;

    private readonly MediaOptions _options;
    private readonly RtmpLimits _limits;
    private readonly RtmpServer _server;
    private readonly IPublishKeys _keys;
    private readonly IRtmpSinks _sinks;
    private readonly TimeProvider _time;
    private readonly ILogger<SrtListener> _logger;
    private readonly ConcurrentDictionary<int, Peer> _peers = new();
    private Thread? _thread;
    private volatile bool _isStopping;
    private int _socket;
    private int _poll;

    public SrtListener(IOptions<MediaOptions> options, RtmpLimits limits, RtmpServer server, IPublishKeys keys, IRtmpSinks sinks, TimeProvider time, ILogger<SrtListener> logger) =>
        (_options, _limits, _server, _keys, _sinks, _time, _logger) = (options.Value, limits, server, keys, sinks, time, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.SrtPort == 0)
        {
            return Task.CompletedTask;
        }

        try
        {
            _ = SrtLibrary.Startup();
        }
        catch (DllNotFoundException missing)
        {
            throw new InvalidOperationException(
                $"CrossLive:Media:SrtPort is {_options.SrtPort}, but libsrt is not on this machine: install Debian's package {SrtLibrary.Package}, or set the port to 0.", missing);
        }

        // Of what goes wrong with a peer we are told by its calls; libsrt would write it to the console.
        SrtLibrary.SetLogLevel(2);
        Open();
        _thread = new Thread(Run) { IsBackground = true, Name = "srt" };
        _thread.Start();
        LogListening(_logger, _options.Address, _options.SrtPort);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var peer in _peers.Values)
        {
            peer.Connection.Cut(new RtmpEnd(RtmpEndReason.Stopping, "The server stops."));
        }

        _isStopping = true;
        _thread?.Join();

        await Task.WhenAll(_peers.Values.Select(peer => peer.Running)).WaitAsync(cancellationToken);
    }

    public void Dispose() => _isStopping = true;

    private static byte[] Number(int value) => BitConverter.GetBytes(value);

    private void Open()
    {
        var endpoint = new IPEndPoint(_options.ListenAddress() ?? IPAddress.IPv6Any, _options.SrtPort);
        _socket = SrtLibrary.CreateSocket();
        Set(SrtLibrary.ReceiveBlocking, Number(0));
        Set(SrtLibrary.ReceiveBuffer, Number(ReceiveBufferBytes));
        Set(SrtLibrary.ReceiveLatency, Number(_options.SrtLatencyMs));
        Set(SrtLibrary.PeerIdleTimeout, Number(PeerIdleMs));
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Set(SrtLibrary.Ipv6Only, Number(_options.ListenAddress() is null ? 0 : 1));
        }

        if (_options.SrtPassphrase.Length > 0)
        {
            Set(SrtLibrary.Passphrase, Encoding.UTF8.GetBytes(_options.SrtPassphrase));
        }

        var address = endpoint.Serialize();
        if (SrtLibrary.Bind(_socket, address.Buffer.Span[..address.Size], address.Size) == SrtLibrary.Error || SrtLibrary.Listen(_socket, Backlog) == SrtLibrary.Error)
        {
            var why = SrtLibrary.LastError;
            _ = SrtLibrary.Close(_socket);
            throw new InvalidOperationException($"Publishers over SRT cannot be listened to at {endpoint}: {why}. Set CrossLive:Media:SrtPort to a free UDP port, or CrossLive:Media:Address to another address of this machine.");
        }

        _poll = SrtLibrary.CreatePoll();
        _ = SrtLibrary.AddToPoll(_poll, _socket, SrtLibrary.Readable | SrtLibrary.Broken);
    }

    private void Set(int option, byte[] value)
    {
        if (SrtLibrary.SetOption(_socket, option, value, value.Length) == SrtLibrary.Error)
        {
            throw new InvalidOperationException($"SRT: option {option} cannot be set: {SrtLibrary.LastError}.");
        }
    }

    private void Run()
    {
        var events = new SrtLibrary.PollEvent[MaxEvents];
        var message = new byte[SrtLibrary.MaxMessageBytes];
        while (!_isStopping)
        {
            var count = SrtLibrary.Wait(_poll, events, events.Length, WaitMs);
            for (var i = 0; i < Math.Min(count, events.Length); i++)
            {
                if (events[i].Socket == _socket)
                {
                    Accept();
                }
                else if (_peers.TryGetValue(events[i].Socket, out var peer))
                {
                    Receive(peer, message);
                }
            }

            foreach (var peer in _peers.Values.Where(peer => peer.Running.IsCompleted))
            {
                Forget(peer);
            }
        }

        foreach (var peer in _peers.Values)
        {
            Close(peer);
        }

        _ = SrtLibrary.Close(_socket);
        _ = SrtLibrary.ReleasePoll(_poll);
    }

    private void Accept()
    {
        Span<byte> address = stackalloc byte[AddressBytes];
        var length = address.Length;
        var socket = SrtLibrary.Accept(_socket, address, ref length);
        if (socket == SrtLibrary.Error)
        {
            return;
        }

        if (_peers.Count >= _options.MaxConnections)
        {
            _ = SrtLibrary.Close(socket);
            MediaTelemetry.CountEnd(new RtmpEnd(RtmpEndReason.Refused, "Too many connections.", RefusalCode.Full));
            LogTooMany(_logger, _options.MaxConnections);
            return;
        }

        _ = SrtLibrary.SetOption(socket, SrtLibrary.ReceiveBlocking, Number(0), sizeof(int));
        Span<byte> id = stackalloc byte[MaxStreamIdBytes];
        var idLength = id.Length;
        var text = SrtLibrary.GetOption(socket, SrtLibrary.StreamId, id, ref idLength) == SrtLibrary.Error ? "" : Encoding.UTF8.GetString(id[..Math.Clamp(idLength, 0, id.Length)]);
        var remote = NameOf(address[..Math.Clamp(length, 0, address.Length)]);

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: MaxUnreadBytes, resumeWriterThreshold: MaxUnreadBytes / 2, useSynchronizationContext: false));
        var connection = new SrtConnection(_limits, _keys, _sinks, _server.Publishers, _time, _logger, pipe.Reader, $"srt-{socket}", remote, _options.SrtLatencyMs);
        var peer = new Peer(socket, pipe.Writer, connection);
        _peers[socket] = peer;
        peer.Running = connection.RunAsync(SrtStreamId.Of(text.TrimEnd('\0'), MediaOptions.App));
        _ = SrtLibrary.AddToPoll(_poll, socket, SrtLibrary.Readable | SrtLibrary.Broken);
    }

    private static string? NameOf(ReadOnlySpan<byte> address)
    {
        // The kernel's form, whose family says how much of it counts.
        var family = address.Length >= 2 ? MemoryMarshal.Read<ushort>(address) : (ushort)0;
        var isV6 = family != 2;
        if (address.Length < (isV6 ? 28 : 16))
        {
            return null;
        }

        var port = (address[2] << 8) | address[3];
        var ip = isV6 ? new IPAddress(address.Slice(8, 16)) : new IPAddress(address.Slice(4, 4));
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, port).ToString();
    }

    private static void Receive(Peer peer, byte[] message)
    {
        var isOver = false;
        for (var i = 0; i < MaxMessagesATurn; i++)
        {
            var count = SrtLibrary.Receive(peer.Socket, message, message.Length);
            if (count <= 0)
            {
                // Nothing more for now, or for ever.
                isOver = count == 0 || SrtLibrary.LastErrorNumber(0) != NothingNow;
                break;
            }

            peer.Output.Write(message.AsSpan(0, count));
        }

        isOver |= !TryFlush(peer);
        if (isOver)
        {
            Close(peer);
        }
    }

    /// <summary>SRT_EASYNCRCV.</summary>
    private const int NothingNow = 6_002;

    // False: as much waits as may; the pipe would have us wait.
    private static bool TryFlush(Peer peer)
    {
        var flush = peer.Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            return !flush.Result.IsCompleted;
        }

        peer.Connection.Cut(new RtmpEnd(RtmpEndReason.SinkFailed, $"More than {MaxUnreadBytes} bytes of it waited to be read."));
        return false;
    }

    private static void Close(Peer peer)
    {
        if (!peer.IsClosed)
        {
            peer.IsClosed = true;
            _ = SrtLibrary.Close(peer.Socket);
            peer.Output.Complete();
        }
    }

    private void Forget(Peer peer)
    {
        Close(peer);
        _peers.TryRemove(peer.Socket, out _);
    }

    [LoggerMessage(5063, LogLevel.Information, "Publishers: srt://{Address}:{Port}?streamid=live/KEY")]
    private static partial void LogListening(ILogger logger, string address, int port);

    [LoggerMessage(5064, LogLevel.Warning, "SRT: more than {Count} connections; the newest was closed")]
    private static partial void LogTooMany(ILogger logger, int count);

    /// <summary>A connection, of which only the thread above writes.</summary>
    private sealed class Peer(int socket, PipeWriter output, SrtConnection connection)
    {
        public int Socket => socket;

        public PipeWriter Output => output;

        public SrtConnection Connection => connection;

        public Task Running { get; set; } = Task.CompletedTask;

        public bool IsClosed { get; set; }
    }
}
