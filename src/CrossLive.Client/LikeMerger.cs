using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>Gathers likes so that a person who taps ten times a second sends four calls, not ten. Safe for many threads.</summary>
internal sealed class LikeMerger : IDisposable
{
    /// <summary>Most likes that wait; more are dropped: nobody taps so often, and the server would not take them.</summary>
    public const long MaxWaiting = 10 * RoomLimits.MaxLikesPerCommand;

    private readonly SemaphoreSlim _some = new(0, 1);
    private readonly Lock _gate = new();
    private long _waiting;

    /// <summary>Likes that wait for the next call.</summary>
    public long Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Adds likes.</summary>
    public void Add(long count)
    {
        lock (_gate)
        {
            _waiting += Math.Min(count, MaxWaiting - _waiting);
            if (_some.CurrentCount == 0)
            {
                _some.Release();
            }
        }
    }

    /// <summary>Waits until there are some.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _some.WaitAsync(cancellationToken);

    /// <summary>Takes as many as one call may hold; where more are left, the next wait returns at once.</summary>
    public long Take()
    {
        lock (_gate)
        {
            var taken = Math.Min(_waiting, RoomLimits.MaxLikesPerCommand);
            _waiting -= taken;
            if (_waiting > 0 && _some.CurrentCount == 0)
            {
                _some.Release();
            }

            return taken;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _some.Dispose();
}
