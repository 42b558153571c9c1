using Orleans;

namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// How long something of ours takes to be seen on one external platform, D, from messages of ours that were seen coming back. The platform's countdown and
/// link are sent at T − D, so that they are there at T. Times are passed in. Not thread-safe: its owner locks.
/// <para>
/// The delay is the median of the last <see cref="MaxSamples"/>, the error half of where the middle 80 % lie: one message that a platform held back for a
/// minute moves neither. What is seen coming back has come back, too; a caller that knows how long that takes (half a polling interval, say) says so.
/// The delay of the platform's video is no part of it: the link is to be there at T, whatever the picture shows.
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

    private readonly Queue<DeliverySample> _samples = new(MaxSamples);

    /// <summary>One that knows nothing yet.</summary>
    public DeliveryDelay()
    {
    }

    /// <summary>One that goes on from what was kept.</summary>
    /// <param name="samples">Oldest first.</param>
    public DeliveryDelay(IEnumerable<DeliverySample> samples)
    {
        foreach (var sample in samples)
        {
            Keep(sample);
        }
    }

    /// <summary>What it rests on, oldest first; at most <see cref="MaxSamples"/>.</summary>
    public IReadOnlyList<DeliverySample> Samples => [.. _samples];

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

        Keep(new DeliverySample(Math.Max(0, delayMs), seenUnixMs));
        return true;
    }

    /// <summary>The delay as far as it is known.</summary>
    /// <returns>Null where no message was seen within <see cref="FreshForMs"/>.</returns>
    public DeliveryEstimate? At(long nowUnixMs)
    {
        var sorted = _samples.Where(sample => nowUnixMs - sample.SeenUnixMs <= FreshForMs).Select(sample => sample.DelayMs).Order().ToArray();
        if (sorted.Length == 0)
        {
            return null;
        }

        var count = sorted.Length;

        // The lower one of two: what makes a message slower than usual (a first connection, a busy moment) makes none quicker.
        var median = sorted[(count - 1) / 2];
        var error = (sorted[(count - 1) * 9 / 10] - sorted[(count - 1) / 10] + 1) / 2;
        return new DeliveryEstimate(median, count < EnoughSamples ? Math.Max(error, median) : error, count);
    }

    private void Keep(DeliverySample sample)
    {
        if (_samples.Count == MaxSamples)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue(sample);
    }
}

/// <summary>One message that was seen coming back.</summary>
/// <param name="DelayMs">From sending to being seen, in ms.</param>
/// <param name="SeenUnixMs">When it was seen.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DeliverySample")]
public readonly record struct DeliverySample([property: Id(0)] long DelayMs, [property: Id(1)] long SeenUnixMs);

/// <summary>A platform's delay.</summary>
/// <param name="DelayMs">From sending to being seen, in ms.</param>
/// <param name="ErrorMs">Half of where the middle 80 % lie, in ms.</param>
/// <param name="Samples">How many messages it rests on; 0: assumed, nothing was seen yet.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DeliveryEstimate")]
public readonly record struct DeliveryEstimate([property: Id(0)] long DelayMs, [property: Id(1)] long ErrorMs, [property: Id(2)] int Samples);
