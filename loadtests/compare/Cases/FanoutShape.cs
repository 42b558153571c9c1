namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>How many watch, how much is said, for how long.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="JitterUs">By how much an event is due later at most than evenly spread, by its number.</param>
/// <param name="WarmUp">From the first event to the beginning of the window at least; see <see cref="Cases.WarmUp"/>.</param>
/// <param name="Window">The measured part.</param>
internal sealed record FanoutShape(string Case, int Viewers, double Rate, long JitterUs, TimeSpan WarmUp, TimeSpan Window)
{
    /// <summary>How many of the viewers stop reading when the warm-up begins.</summary>
    public int Frozen { get; init; }

    /// <summary>How many go on reading: those that events are due to.</summary>
    public int Readers => Viewers - Frozen;

    /// <summary>How long what was due in the window may still come after it.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);
}
