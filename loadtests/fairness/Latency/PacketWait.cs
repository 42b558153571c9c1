namespace CrossLive.LoadTests.Fairness.Latency;

/// <summary>
/// What a packet waits beyond the least of its way: jitter. Taken from the pair's own figures: two packets, there and back, independent and alike, have
/// together the pair's mean above its minimum, and its standard deviation. The distribution is lognormal, because it has a long tail as the pairs have
/// (their deviation is mostly two to four times that mean); no packet waits longer than the pair's longest round trip above its shortest.
/// </summary>
internal readonly struct PacketWait
{
    private readonly double _mu;
    private readonly double _sigma;
    private readonly double _mostUs;

    /// <summary>Of a pair.</summary>
    public PacketWait(PairDelay pair)
    {
        var mean = (pair.MeanUs - pair.MinUs) / 2.0;
        if (mean > 0)
        {
            var squared = Math.Log(1 + (pair.DeviationUs * (double)pair.DeviationUs / 2 / (mean * mean)));
            _sigma = Math.Sqrt(squared);
            _mu = Math.Log(mean) - (squared / 2);
            _mostUs = pair.MaxUs - pair.MinUs;
        }
    }

    /// <summary>How long a packet waits whose place among all is given, in µs.</summary>
    /// <param name="score">Normal: 0 is the median, 1 one standard deviation of the logarithm above.</param>
    public double At(double score) => _mostUs > 0 ? Math.Min(_mostUs, Math.Exp(_mu + (_sigma * score))) : 0;
}
