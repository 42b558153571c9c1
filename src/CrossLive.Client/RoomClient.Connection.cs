namespace CrossLive.Client;

/// <content>The loop that keeps the client in its room: one session after the other.</content>
public sealed partial class RoomClient
{
    private async Task StayInRoomAsync()
    {
        var stop = _stop.Token;
        // The caller of ConnectAsync holds a lock.
        await Task.Yield();
        try
        {
            while (true)
            {
                SetStatus(new RoomConnectionStatus(RoomConnectionState.Connecting));
                var (end, joinedFor) = await RunSessionAsync(stop);
                stop.ThrowIfCancellationRequested();
                if ((_reconnects.NextDelay(end, joinedFor, _options.Random.NextDouble()) ?? LongestPauseOfAnEdge()) is not { } delay)
                {
                    LogEnded(end.Error, _options.Room, end.Reason, end.Code);
                    End(end);
                    return;
                }

                LogComingBack(end.Error, _options.Room, end.Reason, end.Code, (long)delay.TotalMilliseconds);
                SetStatus(new RoomConnectionStatus(RoomConnectionState.Waiting, end.Code, end.Reason, delay));
                await PauseAsync(delay, stop);
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // Disposed: how the connection fails while it is taken down says nothing.
        }
    }

    // What is wrong for good for a viewer is a setting that somebody may mend, or a room that somebody may open, for an edge.
    private TimeSpan? LongestPauseOfAnEdge() => _options.Edge is null ? null : _options.MaxReconnectDelay;

    private async Task<(SessionEnd End, TimeSpan? JoinedFor)> RunSessionAsync(CancellationToken stop)
    {
        long? joinedAt = null;
        RoomSession? session = null;
        try
        {
            session = await StartSessionAsync(stop);
            if (await JoinAsync(session, isFreshConnection: true, stop) is { } refusal)
            {
                return (refusal, null);
            }

            joinedAt = _time.GetTimestamp();
            _joined.Set(session);
            SetStatus(new RoomConnectionStatus(RoomConnectionState.Joined));
            return (await LiveAsync(session, stop), _time.GetElapsedTime(joinedAt.Value));
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // Whatever went wrong on one connection is answered by the next; what does not mend shows in the status and the log.
            if (session is not null)
            {
                // A goodbye that came just before the end is known when its handlers are done.
                await session.DisposeAsync();
            }

            return (EndOf(session, error), joinedAt is { } since ? _time.GetElapsedTime(since) : null);
        }
        finally
        {
            if (session is not null)
            {
                _joined.Clear(session);
                await session.DisposeAsync();
            }
        }
    }

    private static SessionEnd EndOf(RoomSession? session, Exception error) => error switch
    {
        _ when session?.Bye is { } bye => SessionEnd.Of(bye),
        _ when RoomSession.IsUnauthorized(error) => new SessionEnd(SessionEndKind.NeedsToken, "unauthorized", Error: error),
        OperationCanceledException => SessionEnd.Lost("no answer in time", error),
        _ => SessionEnd.Lost(error.Message, error),
    };

    private async Task<RoomSession> StartSessionAsync(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        var token = await _options.TokenProvider(either.Token);
        var session = new RoomSession(_options, NextHubUri(), token, this);
        try
        {
            await session.StartAsync(either.Token);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private void End(SessionEnd end)
    {
        if (Status.State == RoomConnectionState.Ended)
        {
            return;
        }

        _joined.End(new RoomEndedException(end.Reason, end.Code, end.Error));
        lock (_gate)
        {
            _readers.Complete();
        }

        SetStatus(new RoomConnectionStatus(RoomConnectionState.Ended, end.Code, end.Reason));
    }

    private void SetStatus(RoomConnectionStatus status)
    {
        Volatile.Write(ref _status, status);
        try
        {
            _options.OnStatus?.Invoke(status);
        }
        catch (Exception error)
        {
            LogStatusCallbackFailed(error, _options.Room);
        }
    }
}
