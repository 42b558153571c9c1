namespace CrossLive.Client;

/// <summary>The session that commands go through: none, one, or none ever again.</summary>
internal sealed class JoinedSession
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<RoomSession> _session = NewSource();
    private RoomSession? _current;
    private bool _isEnded;

    /// <summary>The client is in the room through this session.</summary>
    public void Set(RoomSession session)
    {
        lock (_gate)
        {
            if (!_isEnded)
            {
                _current = session;
                _session.TrySetResult(session);
            }
        }
    }

    /// <summary>The client is not in the room through this session any more. Another session stays as it is.</summary>
    public void Clear(RoomSession session)
    {
        lock (_gate)
        {
            if (_current == session && !_isEnded)
            {
                _current = null;
                _session = NewSource();
            }
        }
    }

    /// <summary>The client will not be in the room again: everybody who waits gets the error.</summary>
    public void End(RoomEndedException error)
    {
        lock (_gate)
        {
            _isEnded = true;
            _current = null;
            if (!_session.TrySetException(error))
            {
                _session = NewSource();
                _session.SetException(error);
            }

            // Nobody may be waiting; that is no unobserved failure.
            _ = _session.Task.Exception;
        }
    }

    /// <summary>Waits until the client is in the room.</summary>
    /// <exception cref="RoomEndedException">It will not be.</exception>
    public Task<RoomSession> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _session.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource<RoomSession> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
