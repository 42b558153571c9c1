namespace CrossLive.Media.Workers;

/// <summary>Why a worker ended, as far as a restart is concerned.</summary>
public enum WorkerEnd
{
    /// <summary>It was killed, or ended by a fault of its own.</summary>
    Crash,

    /// <summary>It gave no sign of life, or its media stood still; it was ended for that.</summary>
    Hang,

    /// <summary>The destination could not be reached, or cut the connection.</summary>
    Connection,

    /// <summary>The destination does not take the key or the address: an operator has to look.</summary>
    Refused,
}

/// <summary>
/// When one worker is started again. Pure: time and randomness are passed in. The wait doubles with each end that follows no health, with jitter, so that many
/// workers of a platform that has come back do not come at once. One that was healthy in between begins with the shortest wait again.
/// </summary>
public sealed class RestartPlan
{
    private static readonly (long FirstMs, long MostMs, int Tries) CrashTimes = (100, 2_000, WorkerLimits.QuickTries), ConnectionTimes = (250, 4_000, int.MaxValue), RefusedTimes = (2_000, 60_000, int.MaxValue);

    private int _unhealthyEnds;
    private WorkerEnd _last;

    /// <summary>It is not to be started before this, in ms of the owner's clock.</summary>
    public long NotBeforeMs { get; private set; }

    /// <summary>How often it has been started again since it was healthy last.</summary>
    public int UnhealthyEnds => _unhealthyEnds;

    /// <summary>True where the budget of quick restarts is spent: it is tried on, each <see cref="WorkerLimits.SlowRetryMs"/>.</summary>
    public bool IsSpent => _last is WorkerEnd.Crash or WorkerEnd.Hang && _unhealthyEnds > WorkerLimits.QuickTries;

    /// <summary>It does what it should: media goes on.</summary>
    public void NoteHealthy() => _unhealthyEnds = 0;

    /// <summary>It has ended.</summary>
    /// <param name="jitter">0 to 1.</param>
    public void NoteEnd(WorkerEnd end, long nowMs, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jitter, 1);
        _last = end;
        _unhealthyEnds++;
        var (firstMs, mostMs, tries) = end switch { WorkerEnd.Refused => RefusedTimes, WorkerEnd.Connection => ConnectionTimes, _ => CrashTimes };
        var waitMs = _unhealthyEnds > tries ? WorkerLimits.SlowRetryMs : Math.Min(mostMs, firstMs << Math.Min(_unhealthyEnds - 1, 16));
        // 80 to 100 % of it, so that the longest wait is what it says.
        NotBeforeMs = nowMs + (long)(waitMs * (1 - (jitter / 5)));
    }

    /// <summary>What an operator changed may have been the reason: it may start at once.</summary>
    public void Forget() => (_unhealthyEnds, NotBeforeMs) = (0, 0);
}
