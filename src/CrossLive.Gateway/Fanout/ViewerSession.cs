using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// One viewer in one room: a cursor into the room's ring instead of a queue, and a pump that runs only while there is something to send.
/// A viewer that is slow delays nobody; what it costs is at most one frame in flight.
/// </summary>
internal sealed partial class ViewerSession(RoomFeed feed, IViewerConnection connection, Person person, DateTimeOffset? expiresAt, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>From a goodbye that was sent to the end of the connection; a client that ends it by itself is gone sooner.</summary>
    private static readonly TimeSpan ByeDrain = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private Task _pump = Task.CompletedTask;
    private bool _isSignaled;
    private bool _isPumping;
    private long? _resetAt;
    private int _isCut;

    /// <summary>Who it is.</summary>
    public Person Person { get; } = person;

    /// <summary>Set where it is an edge, with viewers of its own.</summary>
    public EdgeJoin? Edge { get; init; }

    /// <summary>The room's feed that it is on.</summary>
    public RoomFeed Feed { get; } = feed;

    /// <summary>The last sequence that was sent, or that the viewer had when it joined.</summary>
    public long Cursor { get; private set; }

    /// <summary>The feed's generation that the cursor belongs to.</summary>
    public int Generation { get; private set; }

    /// <summary>Puts the cursor somewhere: at the join, and by the pump.</summary>
    public void MoveTo(long cursor, int generation) => (Cursor, Generation) = (cursor, generation);

    /// <summary>True where the token's time is over.</summary>
    public bool IsExpired(DateTimeOffset now) => expiresAt is { } expiry && expiry <= now;

    /// <summary>There is something new: wakes the pump. Never waits.</summary>
    public void Signal()
    {
        lock (_lock)
        {
            _isSignaled = true;
            if (_isPumping || _ended.IsCancellationRequested)
            {
                return;
            }

            _isPumping = true;
            _pump = PumpAsync();
        }
    }

    /// <summary>Ends the session: nothing is sent any more once this returns. The connection stays.</summary>
    public async ValueTask DisposeAsync()
    {
        Task pump;
        lock (_lock)
        {
            _ended.Cancel();
            pump = _pump;
        }

        await pump;
        _ended.Dispose();
    }

    /// <summary>
    /// Tells the client why and ends the connection. The message waits a second at most: a client that does not read gets none.
    /// Once: what ends the connection first has said why.
    /// </summary>
    public async Task CutAsync(int code, long retryMs)
    {
        if (Interlocked.Exchange(ref _isCut, 1) != 0)
        {
            return;
        }

        LogCut(logger, Feed.Room, Person.Id, code, DisconnectCode.NameOf(code));
        GatewayTelemetry.CountCut(code);
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await connection.SendAsync(HubMethods.Bye, ByeMessage.Of(code, retryMs), patience.Token).WaitAsync(patience.Token);

            // The connection has taken the message, not the socket: an abort now would throw it away.
            await Task.Delay(ByeDrain, time);
        }
#pragma warning disable CA1031 // The connection ends either way.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        connection.Abort();
    }

    private async Task PumpAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            lock (_lock)
            {
                if (!_isSignaled || _ended.IsCancellationRequested)
                {
                    _isPumping = false;
                    return;
                }

                _isSignaled = false;
            }

            try
            {
                await SendWhatIsNewAsync();
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
            }
            catch (TimeoutException)
            {
                // It took nothing for so long: a frozen or dead client.
                _ended.Cancel();
                await CutAsync(DisconnectCode.TooSlow, 0);
            }
#pragma warning disable CA1031 // The connection broke: the hub hears of it by itself.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSendFailed(logger, Feed.Room, Person.Id, exception);
                connection.Abort();
            }
        }
    }

    private async Task SendWhatIsNewAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            var next = Feed.NextFor(this);
            if (next.Frame is { } frame)
            {
                await SendAsync(HubMethods.Events, frame);
                MoveTo(frame.Events[^1].Position.Sequence, next.Generation);
                GatewayTelemetry.Delivered.Add(frame.Events.Count);
            }
            else if (next.Reset is { } reset)
            {
                await ResetAsync(reset, next.Generation);
            }
            else
            {
                return;
            }
        }
    }

    private async Task ResetAsync(ResetMessage reset, int generation)
    {
        var now = time.GetTimestamp();
        if (_resetAt is { } last && time.GetElapsedTime(last, now) < ProtocolLimits.ResetInterval)
        {
            _ended.Cancel();
            await CutAsync(DisconnectCode.TooSlow, 0);
            return;
        }

        _resetAt = now;
        GatewayTelemetry.Resets.Add(1);
        await SendAsync(HubMethods.Reset, reset);
        MoveTo(reset.Sequence, generation);
    }

    private Task SendAsync(string method, object message) => connection.SendAsync(method, message, _ended.Token).WaitAsync(ProtocolLimits.MaxStall, time, _ended.Token);

    [LoggerMessage(3010, LogLevel.Debug, "Room '{Room}': viewer '{Person}' is cut with {Code} {Reason}")]
    private static partial void LogCut(ILogger logger, string room, string person, int code, string reason);

    [LoggerMessage(3011, LogLevel.Debug, "Room '{Room}': sending to viewer '{Person}' failed")]
    private static partial void LogSendFailed(ILogger logger, string room, string person, Exception exception);
}
