namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>
/// The best window for each regime of a link, found with all of the link before one's eyes: a tree is grown for what bytes on their way gain (they are
/// carried) and cost (audio behind them is late), then each regime's window is tried smaller and larger as long as that helps. The more regimes, the more it
/// knows this one link by heart. Pure.
/// </summary>
internal sealed class WindowPolicy
{
    private const int SampleMs = 5, MostLateMs = 1_500, LeastSamples = 40, Passes = 2;
    private const double LeastBytes = 400, MostBytes = 150_000, LevelTimes = 1.22;
    private static readonly double[] Levels = [.. Powers()];

    // What a late audio frame costs, in bytes; how steeply lateness above the bar is punished; by how much a window is changed to try.
    private static readonly double[] Prices = [100_000, 300_000, 1_000_000];
    private static readonly double[] Punishments = [10, 40];
    private static readonly double[] Steps = [0.4, 0.6, 0.75, 0.87, 0.94, 1.06, 1.15, 1.3, 1.6, 2.2];
    private readonly int[] _regimes;
    private readonly double[] _windows;

    private WindowPolicy(int[] regimes, double[] windows) => (_regimes, _windows) = (regimes, windows);

    /// <summary>The best one of some prices that has audio on time where it was found; null where none has.</summary>
    /// <param name="link">The link.</param>
    /// <param name="history">Its history.</param>
    /// <param name="stream">What there is to send.</param>
    /// <param name="regimes">Regimes at most.</param>
    /// <param name="fromMs">It is found in what is from here</param>
    /// <param name="untilMs">until here.</param>
    /// <param name="onTime">The share of audio that has to be on time.</param>
    public static WindowPolicy? Find(FluidLink link, LinkHistory history, FluidStream stream, int regimes, int fromMs, int untilMs, double onTime, CancellationToken cancellationToken)
    {
        int[] samples = [.. Enumerable.Range(0, (untilMs - fromMs) / SampleMs).Select(i => fromMs + (i * SampleMs))];
        var (best, bestUse) = ((WindowPolicy?)null, 0.0);
        foreach (var price in Prices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[][] gains = [.. samples.Select(ms => Gains(link, ms, untilMs, price))];
            var tree = RegimeTree.Grow((sample, which) => history.Figure(samples[sample], which), LinkHistory.Count, gains, regimes, LeastSamples);
            int[] regimeOf = [.. Enumerable.Range(0, link.LengthMs).Select(ms => tree.RegimeOf(which => history.Figure(ms, which)))];
            var policy = new WindowPolicy(regimeOf, [.. tree.BestLevel.Select(level => Levels[level])]);
            foreach (var punishment in Punishments)
            {
                policy.Improve(link, stream, fromMs, untilMs, onTime, punishment, cancellationToken);
            }

            var seen = policy.Play(link, stream, fromMs, untilMs);
            if (seen.AudioOnTime >= onTime && seen.Use > bestUse)
            {
                (best, bestUse) = (policy, seen.Use);
            }
        }

        return best;
    }

    /// <summary>What it comes to.</summary>
    public FluidResult Play(FluidLink link, FluidStream stream, int fromMs, int untilMs) => link.Play(stream, _regimes, _windows, fromMs, untilMs);

    /// <summary>The same with all windows times the largest share, down to a twentieth, with which audio is on time: chosen in hindsight.</summary>
    public FluidResult PlayShrunk(FluidLink link, FluidStream stream, int fromMs, int untilMs, double onTime)
    {
        const int Times = 60;
        const double Share = 0.95;
        var windows = (double[])_windows.Clone();
        var seen = link.Play(stream, _regimes, windows, fromMs, untilMs);
        for (var i = 0; i < Times && seen.AudioOnTime < onTime; i++)
        {
            windows = [.. windows.Select(window => window * Share)];
            seen = link.Play(stream, _regimes, windows, fromMs, untilMs);
        }

        return seen;
    }

    private void Improve(FluidLink link, FluidStream stream, int fromMs, int untilMs, double onTime, double punishment, CancellationToken cancellationToken)
    {
        double Worth(FluidResult seen) => seen.Use - (punishment * Math.Max(0, onTime - seen.AudioOnTime)) + (0.2 * Math.Max(0, seen.AudioOnTime - onTime));
        var worth = Worth(Play(link, stream, fromMs, untilMs));
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var regime = 0; regime < _windows.Length; regime++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (was, best) = (_windows[regime], _windows[regime]);
                foreach (var window in Steps.Select(step => Math.Min(was * step, MostBytes)).Prepend(LeastBytes))
                {
                    _windows[regime] = window;
                    if (Worth(Play(link, stream, fromMs, untilMs)) is var tried && tried > worth)
                    {
                        (worth, best) = (tried, window);
                    }
                }

                _windows[regime] = best;
            }
        }
    }

    // Carried within the round trip; late is all audio until what is on its way is through. One collapse is seen by each sample of its round trip.
    private static double[] Gains(FluidLink link, int ms, int untilMs, double price)
    {
        var carried = link.Bytes(ms - TraceCase.RoundTripMs, ms);
        var gains = new double[Levels.Length];
        var (lateMs, at) = (0, ms);
        for (var level = 0; level < Levels.Length; level++)
        {
            for (; at < Math.Min(ms + MostLateMs, untilMs) && Levels[level] > link.RoomBytes(ms, at); at += SampleMs)
            {
                lateMs += link.CountsAudio[at] ? SampleMs : 0;
            }

            gains[level] = Math.Min(Levels[level], carried) - (price * lateMs / TraceCase.RoundTripMs);
        }

        return gains;
    }

    private static IEnumerable<double> Powers()
    {
        for (var bytes = LeastBytes; bytes <= MostBytes; bytes *= LevelTimes)
        {
            yield return bytes;
        }
    }
}
