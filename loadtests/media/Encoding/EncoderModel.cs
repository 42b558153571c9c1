namespace CrossLive.LoadTests.Media.Encoding;

/// <summary>
/// A video encoder: pictures of <see cref="PicturesPerSecond"/> whose sizes follow the rate that was set, a keyframe every 2 s that is four times as large,
/// sizes that differ (lognormal, σ 0.25), and a rate control that comes after a new rate with a time constant of 0.3 s: nine tenths of the way in 0.7 s
/// (measured with x264: about a second).
/// </summary>
internal sealed class EncoderModel(int seed, double firstBps)
{
    /// <summary>Pictures a second.</summary>
    public const int PicturesPerSecond = 30;

    /// <summary>From a keyframe to the next, in ms.</summary>
    public const int KeyframeMs = 2_000;

    private const double LagMs = 300, KeyframeTimes = 4, Sigma = 0.25, LeastBytes = 150;

    // So that a second has the bytes of its rate: a group is 59 pictures of one and a keyframe of four.
    private const double Unit = (KeyframeMs / 1_000.0 * PicturesPerSecond) / ((KeyframeMs / 1_000.0 * PicturesPerSecond) + KeyframeTimes - 1);
    private readonly Random _random = new(seed);
    private double _bps = firstBps;
    private long _keyframeMs = long.MinValue / 2, _lastMs;

    /// <summary>What was asked for, in bits a second.</summary>
    public double TargetBps { get; set; } = firstBps;

    /// <summary>Encodes a picture.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="isKeyframeForced">True where it has to be a keyframe.</param>
    /// <returns>Its size, and whether it is a keyframe.</returns>
    public (int Bytes, bool IsKeyframe) Encode(long nowMs, bool isKeyframeForced)
    {
        _bps = TargetBps + ((_bps - TargetBps) * Math.Exp(-(nowMs - _lastMs) / LagMs));
        _lastMs = nowMs;
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        var bytes = _bps / 8 / PicturesPerSecond * Unit * Math.Exp((Sigma * normal) - (Sigma * Sigma / 2));
        var isKeyframe = isKeyframeForced || nowMs - _keyframeMs >= KeyframeMs;
        if (isKeyframe)
        {
            _keyframeMs = nowMs;
            bytes *= KeyframeTimes;
        }

        return ((int)Math.Max(LeastBytes, bytes), isKeyframe);
    }
}
