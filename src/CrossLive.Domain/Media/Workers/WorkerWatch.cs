namespace CrossLive.Media.Workers;

/// <summary>How a worker is doing.</summary>
public enum WorkerHealth
{
    /// <summary>It starts, or its media has not gone on for long enough to be sure.</summary>
    Starting,

    /// <summary>Its media goes on.</summary>
    Healthy,

    /// <summary>It has said nothing for too long.</summary>
    Silent,

    /// <summary>It talks and its media stands still.</summary>
    Still,
}

/// <summary>Tells a worker that works from one that hangs: by its words, and by its media. Pure: time is passed in. Times are ms of the owner's clock.</summary>
public sealed class WorkerWatch
{
    private readonly long _startedAtMs;
    private long _heardAtMs = -1;
    private long _progressAtMs;
    private long _runsSinceMs = -1;
    private long _progress = -1;

    /// <summary>A worker that was started now.</summary>
    public WorkerWatch(long startedAtMs) => (_startedAtMs, _progressAtMs) = (startedAtMs, startedAtMs);

    /// <summary>It has said how it is doing.</summary>
    /// <param name="progress">Grows while its media goes on. Null: none is expected now, for example while it connects.</param>
    public void Hear(long nowMs, long? progress)
    {
        _heardAtMs = nowMs;
        if (progress is null)
        {
            (_progressAtMs, _runsSinceMs) = (nowMs, -1);
        }
        else if (progress != _progress)
        {
            _runsSinceMs = _runsSinceMs < 0 || nowMs - _progressAtMs > WorkerLimits.SilentMs ? nowMs : _runsSinceMs;
            (_progress, _progressAtMs) = (progress.Value, nowMs);
        }
    }

    /// <summary>How it is doing now.</summary>
    public WorkerHealth At(long nowMs)
    {
        if (nowMs - (_heardAtMs < 0 ? _startedAtMs : _heardAtMs) > (_heardAtMs < 0 ? WorkerLimits.StartMs : WorkerLimits.SilentMs))
        {
            return WorkerHealth.Silent;
        }

        if (_heardAtMs >= 0 && nowMs - _progressAtMs > WorkerLimits.StillMs)
        {
            return WorkerHealth.Still;
        }

        return _runsSinceMs >= 0 && _progressAtMs - _runsSinceMs >= WorkerLimits.HealthyMs ? WorkerHealth.Healthy : WorkerHealth.Starting;
    }
}
