namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>When events are due: event n at the start plus n by the rate, whatever became of those before. That is what makes the load open-loop.</summary>
/// <param name="StartUs">When event 0 is due, in µs of <see cref="MonotonicClock"/>.</param>
/// <param name="Rate">Events a second.</param>
/// <param name="JitterUs">Each event is due up to so much later, by its number; less than the time between two, so that they stay in order.</param>
public readonly record struct Schedule(long StartUs, double Rate, long JitterUs = 0)
{
    /// <summary>When an event is due.</summary>
    public long DueUs(long number) => StartUs + (long)(number * (1e6 / Rate)) + (JitterUs == 0 ? 0 : (long)(Scatter(number) % (ulong)JitterUs));

    /// <summary>How many events are due from one time on and before another.</summary>
    public long CountBetween(long fromUs, long toUs) => FirstFrom(toUs) - FirstFrom(fromUs);

    /// <summary>The first event that is due at this time or later.</summary>
    public long FirstFrom(long atUs)
    {
        if (atUs <= StartUs)
        {
            return 0;
        }

        var number = (long)((atUs - StartUs) * (Rate / 1e6));
        while (number > 0 && DueUs(number - 1) >= atUs)
        {
            number--;
        }

        while (DueUs(number) < atUs)
        {
            number++;
        }

        return number;
    }

    // Fibonacci hashing: neighbours land far apart, and every run has the same schedule.
    private static ulong Scatter(long number) => unchecked((ulong)number * 0x9E37_79B9_7F4A_7C15) >> 32;
}
