namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>How many watch, how much is said, for how long.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="WarmUp">From the first event to the beginning of the window.</param>
/// <param name="Window">The measured part.</param>
internal sealed record FanoutShape(string Case, int Viewers, double Rate, TimeSpan WarmUp, TimeSpan Window)
{
    /// <summary>How long what was due in the window may still come after it.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(3);
}
