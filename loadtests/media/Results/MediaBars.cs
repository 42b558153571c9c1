using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>What has to hold.</summary>
internal static class MediaBars
{
    /// <summary>So many times lower than OBS' has a delay to be.</summary>
    public const double TimesLower = 3;

    /// <summary>Share of audio that has to be on time.</summary>
    public const double LeastOnTime = 0.995;

    /// <summary>Of a run.</summary>
    public static IReadOnlyList<Bar> Of(MediaResults results) => [.. results.Traces.SelectMany(OfTrace)];

    private static Bar[] OfTrace(TraceResult trace)
    {
        var (ours, obs) = (trace.Senders[TraceCase.Ours], trace.Senders[TraceCase.Obs]);
        return
        [
            Lower(trace.Trace, "p95 frame delay, pictures that arrived", ours.FrameDelayP95Ms, obs.FrameDelayP95Ms),
            Lower(trace.Trace, "p95 picture age, dropped ones count", ours.PictureAgeP95Ms, obs.PictureAgeP95Ms),
            new Bar(trace.Trace, "use of the link ≥ OBS'", FormattableString.Invariant($"{ours.LinkUse:0.000} against {obs.LinkUse:0.000}"), ours.LinkUse >= obs.LinkUse),
            Bar.ShareAtLeast(trace.Trace, "audio within 200 ms wherever the link can carry it", Math.Round(ours.AudioOnTime, 5), LeastOnTime),
        ];
    }

    private static Bar Lower(string name, string what, double ours, double obs) =>
        new(name, $"{what}: OBS' ÷ ours ≥ {TimesLower:0}", FormattableString.Invariant($"{obs / Math.Max(1, ours):0.0} ({obs:0} ms, {ours:0} ms)"), obs >= TimesLower * ours);
}
