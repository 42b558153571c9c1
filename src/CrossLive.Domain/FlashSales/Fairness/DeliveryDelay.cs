namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// How long something of ours takes to be seen on one external platform, D, from messages of ours that were seen coming back. The platform's countdown and
/// link are sent at T − D, so that they are there at T. Times are passed in. Not thread-safe: its owner locks.
/// <para>
/// The delay is the median of the last <see cref="MaxSamples"/>, the error half of where the middle 80 % lie: one message that a platform held back for a
/// minute moves neither. What is seen coming back has come back, too; a caller that knows how long that takes (half a polling interval, say) says so.
/// </para>
/// </summary>
public sealed class DeliveryDelay
{
    /// <summary>How many samples are kept; the oldest goes for a new one.</summary>
    public const int MaxSamples = 64;

    /// <summary>A sample counts for an hour: platforms are slower in the evening than at noon.</summary>
    public const long FreshForMs = 3_600_000;

    /// <summary>A delay above two minutes is no delay: the message was lost and said again, or a clock is wrong. Such a sample is passed over.</summary>
    public const long MaxDelayMs = 120_000;

    /// <summary>With fewer samples than this the error is said to be at least the delay itself.</summary>
    public const int EnoughSamples = 5;

    private readonly Sample[] _samples = new Sample[MaxSamples];
    private int _count;
    private int _next;

    /// <summary>How far the platform's video is behind the host in ms, where it is known (the platform says so, or a mark in the picture was seen); else null.</summary>
    public long? VideoMs { get; set; }

    /// <summary>A message of ours was seen on the platform.</summary>
    /// <param name="sentUnixMs">When it was sent.</param>
    /// <param name="seenUnixMs">When it was seen coming back.</param>
    /// <param name="returnMs">How long the way back takes, as far as it is known.</param>
    /// <returns>False where it cannot be.</returns>
    public bool Add(long sentUnixMs, long seenUnixMs, long returnMs = 0)
    {
        var delayMs = seenUnixMs - sentUnixMs - Math.Max(0, returnMs);
        if (seenUnixMs < sentUnixMs || delayMs > MaxDelayMs)
        {
            return false;
        }

        _samples[_next] = new Sample(Math.Max(0, delayMs), seenUnixMs);
        _next = (_next + 1) % MaxSamples;
        _count = Math.Min(_count + 1, MaxSamples);
        return true;
    }

    /// <summary>The delay as far as it is known.</summary>
    /// <returns>Null where no message was seen within <see cref="FreshForMs"/>.</returns>
    public DeliveryEstimate? At(long nowUnixMs)
    {
        Span<long> delays = stackalloc long[MaxSamples];
        var count = 0;
        for (var i = 0; i < _count; i++)
        {
            if (nowUnixMs - _samples[i].SeenUnixMs <= FreshForMs)
            {
                delays[count++] = _samples[i].DelayMs;
            }
        }

        if (count == 0)
        {
            return null;
        }

        var sorted = delays[..count];
        sorted.Sort();
        var median = sorted[count / 2];
        var error = (sorted[(count - 1) * 9 / 10] - sorted[(count - 1) / 10] + 1) / 2;
        return new DeliveryEstimate(median, count < EnoughSamples ? Math.Max(error, median) : error, count);
    }

    /// <summary>When to send this platform's countdown or link for an opening.</summary>
    /// <param name="opensAtUnixMs">The opening, T.</param>
    /// <param name="nowUnixMs">Now.</param>
    public DeliveryPlan PlanFor(long opensAtUnixMs, long nowUnixMs)
    {
        var estimate = At(nowUnixMs);
        var sendAt = opensAtUnixMs - (estimate?.DelayMs ?? 0);

        // Too late to be in time: sent at once, and the rest is error.
        var lateMs = Math.Max(0, nowUnixMs - sendAt);
        return new DeliveryPlan(Math.Max(sendAt, nowUnixMs), estimate is { } known ? known.ErrorMs + lateMs : null, VideoMs is { } video ? opensAtUnixMs - video : null);
    }

    private readonly record struct Sample(long DelayMs, long SeenUnixMs);
}

/// <summary>A platform's delay.</summary>
/// <param name="DelayMs">From sending to being seen, in ms.</param>
/// <param name="ErrorMs">Half of where the middle 80 % lie, in ms.</param>
/// <param name="Samples">How many messages it rests on.</param>
public readonly record struct DeliveryEstimate(long DelayMs, long ErrorMs, int Samples);

/// <summary>When something is sent to a platform so that it is there at the opening.</summary>
/// <param name="SendAtUnixMs">When to send it, T − D; T where D is not known; at once where that is over.</param>
/// <param name="ErrorMs">The error that remains, in ms, to be reported; null where D is not known, so that nothing can be said.</param>
/// <param name="SayAtUnixMs">When the host has to say or show it, so that the platform's viewers hear it at the opening; null where the video's delay is not known.</param>
public readonly record struct DeliveryPlan(long SendAtUnixMs, long? ErrorMs, long? SayAtUnixMs);
