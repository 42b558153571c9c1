using System.Net;
using System.Net.WebSockets;
using System.Threading.Channels;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Client;

/// <summary>Where a session's messages go. Called one after the other.</summary>
internal interface IRoomSessionTarget
{
    /// <summary>Takes a frame.</summary>
    TimelineStep OnEvents(EventFrame frame);

    /// <summary>Takes a reset.</summary>
    TimelineStep OnReset(ResetMessage reset);
}

/// <summary>What the loop that owns a session has to look at.</summary>
internal enum SessionSignal
{
    /// <summary>Events are missing.</summary>
    Gap,

    /// <summary>The server breaks the protocol.</summary>
    Misled,

    /// <summary>The server said goodbye.</summary>
    Bye,

    /// <summary>The connection has ended.</summary>
    Closed,
}

/// <summary>One connection, from its token to its end. Never reconnects: the next one is another session.</summary>
internal sealed class RoomSession : IAsyncDisposable
{
    private readonly HubConnection _connection;

    // One unread signal of each kind is enough; at the limit a further one says nothing new.
    private readonly Channel<SessionSignal> _signals = Channel.CreateUnbounded<SessionSignal>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _signalled;

    public RoomSession(RoomClientOptions options, Uri hubUri, string? token, IRoomSessionTarget target)
    {
        _connection = new HubConnectionBuilder()
            .WithUrl(hubUri, http =>
            {
                http.Transports = HttpTransportType.WebSockets;
                http.SkipNegotiation = true;
                http.AccessTokenProvider = () => Task.FromResult(token);
                options.ConfigureHttp?.Invoke(http);
            })
            .AddCrossLiveProtocol(options.Protocol)
            .Build();
        _connection.On<EventFrame>(HubMethods.Events, frame => Signal(target.OnEvents(frame)));
        _connection.On<ResetMessage>(HubMethods.Reset, reset => Signal(target.OnReset(reset)));
        _connection.On<ByeMessage>(HubMethods.Bye, bye =>
        {
            Bye ??= bye;
            Signal(SessionSignal.Bye);
        });
        _connection.Closed += error =>
        {
            CloseError = error;
            _closed.TrySetResult();
            Signal(SessionSignal.Closed);
            return Task.CompletedTask;
        };
    }

    /// <summary>The server's goodbye, if one came.</summary>
    public ByeMessage? Bye { get; private set; }

    /// <summary>Why the connection ended, if that is known.</summary>
    public Exception? CloseError { get; private set; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>What has to be looked at.</summary>
    public ChannelReader<SessionSignal> Signals => _signals.Reader;

    public Task StartAsync(CancellationToken cancellationToken) => _connection.StartAsync(cancellationToken);

    public Task<TReply> CallAsync<TReply>(string method, object argument, CancellationToken cancellationToken) =>
        _connection.InvokeAsync<TReply>(method, argument, cancellationToken);

    /// <summary>Sends a call whose answer nobody waits for.</summary>
    public Task SendAsync(string method, object argument, CancellationToken cancellationToken) => _connection.SendAsync(method, argument, cancellationToken);

    /// <summary>A gap that was signalled has been looked at: the next one is signalled again.</summary>
    public void ForgetGap() => Interlocked.And(ref _signalled, ~(1 << (int)SessionSignal.Gap));

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>True where connecting failed because the token was not taken.</summary>
    public static bool IsUnauthorized(Exception error) => error switch
    {
        HttpRequestException http => http.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
        // ClientWebSocket says the status in its message only.
        WebSocketException socket => socket.Message.Contains("'401'", StringComparison.Ordinal) || socket.Message.Contains("'403'", StringComparison.Ordinal),
        _ => error.InnerException is { } inner && IsUnauthorized(inner),
    };

    /// <summary>Signals what a step of the timeline came to.</summary>
    public void Signal(TimelineStep step)
    {
        if (step == TimelineStep.Gap)
        {
            Signal(SessionSignal.Gap);
        }
        else if (step == TimelineStep.Misled)
        {
            Signal(SessionSignal.Misled);
        }
    }

    private void Signal(SessionSignal signal)
    {
        var bit = 1 << (int)signal;
        if ((Interlocked.Or(ref _signalled, bit) & bit) == 0)
        {
            _signals.Writer.TryWrite(signal);
        }
    }
}
