namespace CrossLive.Media.Workers;

/// <summary>
/// Tells a supervisor that it stood still itself (a frozen process, a machine that slept): its workers have ended meanwhile, and another process may have the room. Pure: time is
/// passed in, in ms of the owner's clock.
/// </summary>
public sealed class StandstillWatch
{
    private long _turnAtMs = -1;

    /// <summary>False from a standstill until it was answered: what is to be sent is not known.</summary>
    public bool MayStart { get; private set; } = true;

    /// <summary>To be called each turn. True: it stood still until now, and whatever it has asked for was asked before that.</summary>
    public bool Turn(long nowMs)
    {
        var stood = _turnAtMs >= 0 && nowMs - _turnAtMs >= WorkerLimits.SupervisorSilentMs;
        _turnAtMs = nowMs;
        MayStart &= !stood;
        return stood;
    }

    /// <summary>The room's grain has said what is to be sent.</summary>
    public void NoteAnswer() => MayStart = true;
}
