using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Fanout;

/// <summary>
/// One viewer in one room: a cursor into the room's ring instead of a queue. A send loop moves it on; a viewer that is slow delays nobody, and what it
/// costs is at most one frame in flight.
/// </summary>
internal sealed partial class ViewerSession(RoomFeed feed, IViewerConnection connection, Person person, DateTimeOffset? expiresAt, TimeProvider time, ILogger logger)
    : IDisposable, IBatchSender
{
    /// <summary>
    /// From a goodbye that was sent to the end of the connection; a client that ends it by itself is gone sooner. A client that reads the goodbye and the
    /// end in one piece may throw the goodbye away.
    /// </summary>
    public static readonly TimeSpan ByeDrain = TimeSpan.FromMilliseconds(500);

    /// <summary>A viewer that has much to catch up with is sent so many frames; then it is the others' turn.</summary>
    private const int MaxFramesPerTurn = 4;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private bool _isSending;

    // As _ended says, without a look at it for each frame.
    private bool _hasEnded;
    private long? _resetAt;
    private int _isCut;

    /// <summary>Who it is.</summary>
    public Person Person { get; } = person;

    /// <summary>Set where it is an edge, with viewers of its own.</summary>
    public EdgeJoin? Edge { get; init; }

    /// <summary>The room's feed that it is on.</summary>
    public RoomFeed Feed { get; } = feed;

    /// <summary>The lane that it is on; set when it joins.</summary>
    public SendLane? Lane { get; set; }

    /// <summary>Its place on the lane, which keeps it; -1 = on none.</summary>
    public int LaneIndex { get; set; } = -1;

    /// <summary>The last sequence that was sent, or that the viewer had when it joined.</summary>
    public long Cursor { get; private set; }

    /// <summary>The feed's generation that the cursor belongs to.</summary>
    public int Generation { get; private set; }

    /// <summary>Puts the cursor somewhere: at the join, and by the send loop.</summary>
    public void MoveTo(long cursor, int generation) => (Cursor, Generation) = (cursor, generation);

    /// <summary>True where the token's time is over.</summary>
    public bool IsExpired(DateTimeOffset now) => expiresAt is { } expiry && expiry <= now;

    /// <summary>It can be sent what it lacks: has the send loop look at it. Never waits.</summary>
    public void Signal() => Lane?.Notify(this);

    /// <summary>Sends what is new, as far as the connection takes it at once. Called by the send loop only; never waits, never throws.</summary>
    /// <param name="pass">This tick's frames.</param>
    /// <returns>How many events it was sent.</returns>
    public int Advance(FeedPass pass)
    {
        lock (_lock)
        {
            try
            {
                return _isSending || _hasEnded || pass.HasAll(Cursor, Generation) ? 0 : SendWhatIsNew(pass);
            }
#pragma warning disable CA1031 // The connection broke: the hub hears of it by itself.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                EndBroken(exception);
                return 0;
            }
        }
    }

    /// <summary>
    /// Has a batch send this tick's frame, where that is all that is new and the connection takes it at once. Called by the send loop only; never waits,
    /// never throws. Who was not added is to be advanced, once the batch is sent.
    /// </summary>
    /// <param name="batch">The loop's batch.</param>
    /// <param name="pass">This tick's frames.</param>
    /// <returns>How many events it is sent; 0 = it was not added.</returns>
    public int TryAddTo(SendBatch batch, FeedPass pass)
    {
        lock (_lock)
        {
            try
            {
                if (_isSending || _hasEnded || pass.FrameAt(Cursor, Generation) is not { } frame || frame.Through != pass.Head
                    || !connection.TryAddTo(batch, frame, this))
                {
                    return 0;
                }

                _isSending = true;
                MoveTo(frame.Through, Generation);
                return frame.Frame.Events.Count;
            }
#pragma warning disable CA1031 // Advancing it comes to the same, and ends the connection with nothing else held.
            catch (Exception)
#pragma warning restore CA1031
            {
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    void IBatchSender.NoteSent(Task? pending, IOException? failure)
    {
        lock (_lock)
        {
            _isSending = false;
            if (failure is not null)
            {
                EndBroken(failure);
            }
            else if (pending is not null)
            {
                GoOnWhenSent(pending);
            }
        }
    }

    /// <summary>Leaves the feed: nothing more is taken from it once this returns. What is on its way arrives; the connection stays.</summary>
    public void Dispose()
    {
        Lane?.Remove(this);
        if (Edge is not null)
        {
            Feed.Edges.Remove(this);
        }

        lock (_lock)
        {
            _hasEnded = true;
            _ended.Cancel();
        }
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

    private int SendWhatIsNew(FeedPass pass)
    {
        var delivered = 0;
        for (var sent = 0; sent < MaxFramesPerTurn; sent++)
        {
            var next = pass.FrameAt(Cursor, Generation) is { } shared ? new FeedStep(shared, null, Generation) : Feed.NextFor(this);
            if (next.Frame is { } frame)
            {
                var sending = connection.SendAsync(frame, _ended.Token);
                MoveTo(frame.Through, next.Generation);
                delivered += frame.Frame.Events.Count;
                if (!sending.IsCompletedSuccessfully)
                {
                    GoOnWhenSent(sending.AsTask());
                    return delivered;
                }
            }
            else if (next.Reset is { } reset)
            {
                Reset(reset, next.Generation);
                return delivered;
            }
            else
            {
                return delivered;
            }
        }

        Signal();
        return delivered;
    }

    private void Reset(ResetMessage reset, int generation)
    {
        var now = time.GetTimestamp();
        if (_resetAt is { } last && time.GetElapsedTime(last, now) < ProtocolLimits.ResetInterval)
        {
            _hasEnded = true;
            _ended.Cancel();
            _ = CutAsync(DisconnectCode.TooSlow, 0);
            return;
        }

        _resetAt = now;
        GatewayTelemetry.Resets.Add(1);
        MoveTo(reset.Sequence, generation);
        GoOnWhenSent(connection.SendAsync(HubMethods.Reset, reset, _ended.Token));
    }

    // Under the lock.
    private void GoOnWhenSent(Task sending)
    {
        _isSending = true;
        _ = GoOnWhenSentAsync(sending);
    }

    private async Task GoOnWhenSentAsync(Task sending)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await sending.WaitAsync(ProtocolLimits.MaxStall, time, _ended.Token);
            lock (_lock)
            {
                _isSending = false;
            }

            Signal();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (TimeoutException)
        {
            // It took nothing for so long: a frozen or dead client.
            Dispose();
            await CutAsync(DisconnectCode.TooSlow, 0);
        }
#pragma warning disable CA1031 // The connection broke: the hub hears of it by itself.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndBroken(exception);
        }
    }

    private void EndBroken(Exception exception)
    {
        LogSendFailed(logger, Feed.Room, Person.Id, exception);
        Dispose();
        connection.Abort();
    }

    [LoggerMessage(3010, LogLevel.Debug, "Room '{Room}': viewer '{Person}' is cut with {Code} {Reason}")]
    private static partial void LogCut(ILogger logger, string room, string person, int code, string reason);

    [LoggerMessage(3011, LogLevel.Debug, "Room '{Room}': sending to viewer '{Person}' failed")]
    private static partial void LogSendFailed(ILogger logger, string room, string person, Exception exception);
}
