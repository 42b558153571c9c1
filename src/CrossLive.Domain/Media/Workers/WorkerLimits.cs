namespace CrossLive.Media.Workers;

/// <summary>Times and limits of workers, in ms where nothing else is said.</summary>
public static class WorkerLimits
{
    /// <summary>A worker says how it is doing this often.</summary>
    public const int StatsEveryMs = 200;

    /// <summary>One that has said nothing for so long hangs, and is killed.</summary>
    public const int SilentMs = 1_500;

    /// <summary>One that has not said a word for so long after its start is killed: the first start reads GStreamer's plugins.</summary>
    public const int StartMs = 10_000;

    /// <summary>One whose media has stood still for so long hangs, though it talks.</summary>
    public const int StillMs = 3_000;

    /// <summary>One whose media has gone on for so long is healthy.</summary>
    public const int HealthyMs = 2_000;

    /// <summary>Crashes and hangs without health in between that are answered by a quick restart.</summary>
    public const int QuickTries = 10;

    /// <summary>From one try to the next after that.</summary>
    public const long SlowRetryMs = 30_000;

    /// <summary>One that was told to stop is killed after this.</summary>
    public const int StopMs = 1_000;

    /// <summary>A destination is connected anew for another repair of losses no sooner than this after the last time.</summary>
    public const long RepairEveryMs = 5_000;

    /// <summary>A worker is told that its supervisor lives this often.</summary>
    public const int AliveEveryMs = 1_000;

    /// <summary>
    /// A worker that was told nothing for so long ends by itself: its server is frozen, and the cluster takes it for gone by now, as it does with one that reports nothing for as
    /// long. A supervisor that itself stood still for so long starts no worker before it has heard that the room is still its own.
    /// </summary>
    public const int SupervisorSilentMs = 5_000;

    /// <summary>Destinations of a room.</summary>
    public const int MaxDestinations = 16;

    /// <summary>Memory of an encoder; it ends itself at more.</summary>
    public const long MaxEncoderBytes = 768L << 20;

    /// <summary>Memory of a relay; it ends itself at more.</summary>
    public const long MaxRelayBytes = 96L << 20;
}
