using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using CrossLive.Gateway.Auth;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A WebSocket connection as SignalR's hub handler wants it: input from Kestrel through the WebSocket, output through <see cref="SocketOutput"/>.
/// Lean on purpose: no pipes, and no buffers while nothing comes or goes.
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, ITransferFormatFeature, IConnectionHeartbeatFeature, IConnectionUserFeature, IHttpContextFeature
{
    private const int ReadBufferBytes = 1024;

    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: ReadBufferBytes, minimumReadSize: 256, useZeroByteReads: true);

    // Who calls stands in the features. A rule that asks for claims finds none, so it refuses.
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private readonly HubMessageWriter _writer;
    private readonly PipeReader _reader;

    // SignalR registers two: its pings, and the client's silence.
    private (Action<object> Action, object State)[] _heartbeats = [];
    private IDictionary<object, object?>? _items;

    /// <summary>A connection that stands.</summary>
    public SocketConnection(HttpContext http, WebSocket webSocket, SocketOutput output)
    {
        HttpContext = http;
        WebSocket = webSocket;
        Output = output;
        _writer = new HubMessageWriter(output);
        _reader = PipeReader.Create(new WebSocketInput(webSocket), ReaderOptions);
        Features = new FeatureCollection(initialCapacity: 8);
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IHttpContextFeature>(this);
        Features.Set(output);
        Features.Set(http.Features.GetRequiredFeature<Caller>());
    }

    /// <summary>The WebSocket: for reading, and for its control frames.</summary>
    public WebSocket WebSocket { get; }

    /// <summary>Where everything goes out.</summary>
    public SocketOutput Output { get; }

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => HttpContext!.Connection.Id;
        set => throw new NotSupportedException("The connection's id is Kestrel's.");
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
    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException("The transport is the socket.");
    }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed
    {
        get => HttpContext!.RequestAborted;
        set => throw new NotSupportedException("The request says when it ends.");
    }

    /// <inheritdoc/>
    PipeReader IDuplexPipe.Input => _reader;

    /// <inheritdoc/>
    PipeWriter IDuplexPipe.Output => _writer;

    /// <inheritdoc/>
    public TransferFormat SupportedFormats => TransferFormat.Text | TransferFormat.Binary;

    /// <inheritdoc/>
    public TransferFormat ActiveFormat
    {
        get => _writer.IsBinary ? TransferFormat.Binary : TransferFormat.Text;
        set => _writer.IsBinary = value == TransferFormat.Binary;
    }

    /// <inheritdoc/>
    public ClaimsPrincipal? User { get; set; } = Nobody;

    /// <inheritdoc/>
    public HttpContext? HttpContext { get; set; }

    /// <inheritdoc/>
    public void OnHeartbeat(Action<object> action, object state) => _heartbeats = [.. _heartbeats, (action, state)];

    /// <summary>A second has passed.</summary>
    public void TickHeartbeat()
    {
        foreach (var (action, state) in _heartbeats)
        {
            action(state);
        }
    }

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => HttpContext!.Abort();

    /// <inheritdoc/>
    public override void Abort() => HttpContext!.Abort();
}
