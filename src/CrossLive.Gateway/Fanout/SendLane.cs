using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>The viewers of one room that one send loop serves. Sent to by the loop's thread only; joined and left from anywhere.</summary>
internal sealed class SendLane(RoomFeed feed, SendLoop loop, TickPacer pacer)
{
    private readonly Lock _lock = new();
    private readonly List<ViewerSession> _sessions = [];

    // The loop's own copy to walk over: joining and leaving do not wait for a walk, nor it for them.
    private ViewerSession?[] _walked = [];
    private long _cursor;
    private int _isPosted;

    /// <summary>How many viewers it has.</summary>
    public int Count => _sessions.Count;

    /// <summary>True where sending falls behind, see <see cref="TickPacer.IsBehind"/>.</summary>
    public bool IsBehind => pacer.IsBehind;

    /// <summary>True where there is room, see <see cref="TickPacer.IsAtEase"/>.</summary>
    public bool IsAtEase => pacer.IsAtEase;

    /// <summary>Puts a viewer on it.</summary>
    public void Add(ViewerSession session)
    {
        lock (_lock)
        {
            session.LaneIndex = _sessions.Count;
            _sessions.Add(session);
        }
    }

    /// <summary>Takes a viewer off it; one that is not on it is passed over.</summary>
    public bool Remove(ViewerSession session)
    {
        lock (_lock)
        {
            var index = session.LaneIndex;
            if (index < 0)
            {
                return false;
            }

            // The last one takes its place: leaving costs the same in a room of ten thousand.
            var last = _sessions[^1];
            _sessions[index] = last;
            last.LaneIndex = index;
            _sessions.RemoveAt(_sessions.Count - 1);
            session.LaneIndex = -1;
            return true;
        }
    }

    /// <summary>Everybody who is on it now.</summary>
    public ViewerSession[] ToArray()
    {
        lock (_lock)
        {
            return [.. _sessions];
        }
    }

    /// <summary>The room has news.</summary>
    public void Notify()
    {
        if (Interlocked.Exchange(ref _isPosted, 1) == 0)
        {
            loop.Post(this);
        }
    }

    /// <summary>One viewer can be sent something apart from the others.</summary>
    public void Notify(ViewerSession session) => loop.Post(session);

    /// <summary>When the news are to be sent.</summary>
    public TimeSpan DueAt(TimeSpan now) => pacer.DueAt(now);

    /// <summary>Sends what is new to everybody who can take it.</summary>
    /// <param name="due">When that was due.</param>
    /// <param name="batch">The loop's; null where the system has none.</param>
    /// <param name="crew">Who helps where the room was at rest; null where the system has nobody.</param>
    public void SendNext(TimeSpan due, SendBatch? batch, SendCrew? crew)
    {
        // Before the head is read: what comes in later posts the lane again.
        Volatile.Write(ref _isPosted, 0);
        var pass = feed.NextPass(_cursor);
        _cursor = pass.Head;
        var viewers = CopyViewers();
        var delivered = batch is null ? 0
            : crew is not null && viewers.Length >= SendCrew.LeastViewers && pacer.IsAtRest(due) ? SendTogether(batch, crew, pass, viewers.Length)
            : SendBatches(batch, pass, viewers);
        foreach (var session in viewers)
        {
            // Those that no batch took. None of them is sent to while a batch holds sockets: that could wait for a socket.
            delivered += session?.Advance(pass) ?? 0;
        }

        viewers.Clear();
        GatewayTelemetry.Delivered.Add(delivered);
    }

    private static long SendBatches(SendBatch batch, FeedPass pass, Span<ViewerSession?> viewers)
    {
        long delivered = 0;
        foreach (ref var session in viewers)
        {
            var added = session!.TryAddTo(batch, pass);
            delivered += added;
            session = added == 0 ? session : null;
            if (batch.IsFull)
            {
                batch.Send();
            }
        }

        batch.Send();
        return delivered;
    }

    private long SendTogether(SendBatch batch, SendCrew crew, FeedPass pass, int count)
    {
        var round = new SendRound(pass, _walked, count);
        crew.Call(round);
        return round.Finish(batch);
    }

    /// <summary>A frame that was due has been sent.</summary>
    public void NoteSent(TimeSpan due, TimeSpan end)
    {
        pacer.NoteSent(due, end);
        feed.NoteSending(end);
    }

    private Span<ViewerSession?> CopyViewers()
    {
        lock (_lock)
        {
            if (_walked.Length < _sessions.Count)
            {
                _walked = new ViewerSession?[_sessions.Count * 2];
            }

            _sessions.CopyTo(_walked!);
            return _walked.AsSpan(0, _sessions.Count);
        }
    }
}
