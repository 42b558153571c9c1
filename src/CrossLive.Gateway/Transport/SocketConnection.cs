using System.IO.Pipelines;
using System.Security.Claims;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Hubs;
using CrossLive.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// A WebSocket connection as SignalR's hub handler wants it: input through <see cref="HubInput"/>, output through <see cref="SocketOutput"/>.
/// Lean on purpose: no pipes, and no buffers while nothing comes or goes.
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, ITransferFormatFeature, IConnectionHeartbeatFeature, IConnectionInherentKeepAliveFeature, IConnectionUserFeature, IHttpContextFeature
{
    /// <summary>A client that was sent nothing for so long is sent a ping. SignalR's own would not see the room's frames, and ping beside them.</summary>
    private const int PingAfterSeconds = 10;

    /// <summary>
    /// A message that has not left after so long ends the connection: SignalR waits for it whatever happens. Two seconds more than a viewer has, who is
    /// cut by its room first, with the code.
    /// </summary>
    private static readonly int MaxStallSeconds = (int)ProtocolLimits.MaxStall.TotalSeconds + 2;

    // Who calls stands in the features. A rule that asks for claims finds none, so it refuses.
    private static readonly ClaimsPrincipal Nobody = new(new ClaimsIdentity());

    private static byte[]? _textPing;
    private static byte[]? _binaryPing;

    private readonly HubMessageWriter _writer;

    // The client's silence, and whether it is in a room.
    private (Action<object> Action, object State)[] _heartbeats = [];
    private IDictionary<object, object?>? _items;

    /// <summary>A connection that stands.</summary>
    /// <param name="http">Its request, upgraded.</param>
    /// <param name="raw">The client's bytes after the upgrade, as Kestrel receives them.</param>
    /// <param name="output">Where everything goes out.</param>
    /// <param name="calls">What viewers call.</param>
    /// <param name="errors">Tells them of failures.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loop">Where a receive loop reads it: what comes behind the end of <paramref name="raw"/>.</param>
    public SocketConnection(HttpContext http, PipeReader raw, SocketOutput output, RoomCalls calls, UnexpectedErrorFilter errors, TimeProvider time, LoopSource? loop = null)
    {
        HttpContext = http;
        Output = output;
        _writer = new HubMessageWriter(output);
        Input = new HubInput(raw, output, new DirectCalls(this, calls, errors, loop?.Loop.Answers), time, loop);
        Features = new FeatureCollection(initialCapacity: 8);
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionInherentKeepAliveFeature>(this);
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IHttpContextFeature>(this);
        Features.Set(output);
        Features.Set(http.Features.GetRequiredFeature<Caller>());
    }

    /// <summary>What the client sends.</summary>
    public HubInput Input { get; }

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
    PipeReader IDuplexPipe.Input => Input;

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

    /// <summary>Pings are sent here.</summary>
    public bool HasInherentKeepAlive => true;

    /// <summary>A second has passed.</summary>
    public void TickHeartbeat()
    {
        var quietSeconds = Output.CountQuietSecond();
        if (quietSeconds >= MaxStallSeconds && Output.IsBusy)
        {
            Abort();
            return;
        }

        if (quietSeconds >= PingAfterSeconds)
        {
            Ping();
        }

        foreach (var (action, state) in _heartbeats)
        {
            action(state);
        }
    }

    private void Ping()
    {
        try
        {
            // None before the handshake. Where something is on its way, a ping says nothing more.
            if (Features.Get<HubConnectionContext>() is { } hub)
            {
                Output.TrySend(hub.Protocol.TransferFormat == TransferFormat.Binary ? BinaryPing(hub.Protocol) : TextPing(hub.Protocol), out _);
            }
        }
        catch (IOException)
        {
            // The connection ends; its reading side hears of it.
        }
    }

    private static byte[] TextPing(IHubProtocol protocol) => _textPing ??= WebSocketFrame.Of(protocol.GetMessageBytes(PingMessage.Instance).Span, isBinary: false);

    private static byte[] BinaryPing(IHubProtocol protocol) => _binaryPing ??= WebSocketFrame.Of(protocol.GetMessageBytes(PingMessage.Instance).Span, isBinary: true);

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => HttpContext!.Abort();

    /// <inheritdoc/>
    public override void Abort() => HttpContext!.Abort();
}
