namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>How many watch, how much is said, for how long.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="Window">The measured part.</param>
internal sealed record FanoutShape(string Case, int Viewers, double Rate, TimeSpan Window)
{
    /// <summary>How long what was due in the window may still come after it.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);

    /// <summary>How long the case's own rate is rehearsed at least, where the warm-up's was lower.</summary>
    public static readonly TimeSpan LeastRehearsal = TimeSpan.FromSeconds(3);

    /// <summary>How long the server's compiler is waited for on top of that, and after it for what a system has not delivered yet.</summary>
    public static readonly TimeSpan MostRehearsal = TimeSpan.FromSeconds(20);

    // Deliveries a second that every system can do, so that a warm-up leaves nothing behind that waits.
    private const double WarmUpDeliveries = 25_000;
    private const double MinWarmUpRate = 5;
    private const double MaxWarmUpRate = 100;

    /// <summary>By how much an event is due later at most than evenly spread, by its number, in µs.</summary>
    public long JitterUs { get; init; }

    /// <summary>Events a second of the warm-up.</summary>
    public double WarmUpRate => Math.Clamp(WarmUpDeliveries / Viewers, MinWarmUpRate, MaxWarmUpRate);

    /// <summary>How long the warm-up is at least.</summary>
    public TimeSpan LeastWarmUp { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the server's compiler is waited for at most, on top of that.</summary>
    public TimeSpan MostWarmUp { get; init; } = WarmUp.Max;

    /// <summary>How long the server's compiler is waited for at most between the lead-in and the window, where systems take turns and this one keeps up.</summary>
    public TimeSpan MostCalming { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From the first event of the schedule to the window, at least.</summary>
    public TimeSpan LeadIn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Threads that the viewers are read by.</summary>
    public int ReaderThreads { get; init; } = 1;

    /// <summary>How many of the viewers stop reading when the lead-in begins.</summary>
    public int Frozen { get; init; }

    /// <summary>How many go on reading: those that events are due to.</summary>
    public int Readers => Viewers - Frozen;
}
