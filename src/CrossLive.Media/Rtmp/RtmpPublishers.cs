namespace CrossLive.Media.Rtmp;

/// <summary>One publisher per room. A newer one takes over where the older has been silent for <see cref="RtmpLimits.TakeoverAfterSilenceMs"/>, else it is refused.</summary>
internal sealed class RtmpPublishers(RtmpLimits limits, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <summary>The room's place.</summary>
    /// <param name="stop">Called when a newer publisher takes the place.</param>
    /// <exception cref="PublishRefusedException">A live publisher has the place, or there are as many publishers as the server takes.</exception>
    public async ValueTask<Place> TakeAsync(string room, Action stop, CancellationToken cancellation)
    {
        Place? older;
        var mine = new Place(this, room, stop, time.GetTimestamp());
        lock (_gate)
        {
            if (_places.TryGetValue(room, out older))
            {
                // A place that is being waited for counts as live: of two newcomers the first wins.
                if (time.GetElapsedTime(older.LastMediaAt).TotalMilliseconds < limits.TakeoverAfterSilenceMs)
                {
                    throw new PublishRefusedException(
                        $"This stream key already has a live publisher. Stop it, or try again once it has been silent for {limits.TakeoverAfterSilenceMs / 1000d:0.#} s.", RefusalCode.Taken);
                }
            }
            else if (_places.Count >= limits.MaxPublishers)
            {
                throw new PublishRefusedException($"This server takes {limits.MaxPublishers} publishers at one time, and has them. Try again later, or another server.", RefusalCode.Full);
            }

            _places[room] = mine;
        }

        if (older is not null)
        {
            older.TakeOver();
            try
            {
                await older.Left.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                mine.Leave();
                throw;
            }
        }

        return mine;
    }

    internal sealed class Place(RtmpPublishers owner, string room, Action stop, long now)
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _lastMediaAt = now;
        private volatile bool _isTakenOver;

        public string Room => room;

        public bool IsTakenOver => _isTakenOver;

        public long LastMediaAt => Volatile.Read(ref _lastMediaAt);

        public Task Left => _left.Task;

        public void SawMedia(long at) => Volatile.Write(ref _lastMediaAt, at);

        public void TakeOver()
        {
            _isTakenOver = true;
            stop();
        }

        public void Leave()
        {
            lock (owner._gate)
            {
                if (owner._places.TryGetValue(room, out var holder) && holder == this)
                {
                    owner._places.Remove(room);
                }
            }

            _left.TrySetResult();
        }
    }
}
