namespace CrossLive.Media;

/// <summary>
/// Smooths what is measured of a picture's delay each second, and says when it has changed by so much that who plans by it has to know: what is told is stored, and a host
/// that speaks ahead needs a figure that stands still.
/// </summary>
public sealed class PictureDelayNews
{
    /// <summary>Share of the newest figure in the smoothed one: most of a change is in it after ten seconds.</summary>
    public const double NewestShare = 0.2;

    /// <summary>Less of a change is no news, ms.</summary>
    public const int LeastChangeMs = 250;

    /// <summary>Between two pieces of news, ms.</summary>
    public const int LeastIntervalMs = 10_000;

    /// <summary>Without a change it is told again after so long, ms: a platform may have been connected meanwhile.</summary>
    public const int RepeatMs = 60_000;

    private double? _smoothedMs;
    private long? _toldMs;
    private long _toldAtMs;

    /// <summary>Takes a figure; gives what is to be told, or null.</summary>
    public long? Take(int delayMs, long nowMs)
    {
        _smoothedMs = _smoothedMs is { } before ? before + ((delayMs - before) * NewestShare) : delayMs;
        var smoothed = (long)Math.Round(_smoothedMs.Value);
        if (_toldMs is { } told && nowMs - _toldAtMs < (Math.Abs(smoothed - told) < LeastChangeMs ? RepeatMs : LeastIntervalMs))
        {
            return null;
        }

        (_toldMs, _toldAtMs) = (smoothed, nowMs);
        return smoothed;
    }

    /// <summary>What was told last did not arrive: it is told again, no sooner than after <see cref="LeastIntervalMs"/>.</summary>
    public void NoteLost() => _toldMs = _toldMs is null ? null : long.MinValue / 2;
}
