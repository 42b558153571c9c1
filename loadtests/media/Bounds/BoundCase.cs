using CrossLive.LoadTests.Media.Encoding;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Results;

namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>
/// The case <c>traces-bound</c>: how much of a link could be used with audio on time, by whoever knows it ahead, by a policy that was fitted to this very
/// link, and by one that was fitted to its other half, beside the senders that are played. The same options give the same results.
/// </summary>
internal sealed class BoundCase(MediaOptions options)
{
    /// <summary>Its name.</summary>
    public const string Name = "traces-bound";

    private const int MostMs = 240_000, BitsPerByte = 8;
    private const double MostBytesPerMs = (TraceCase.VideoBps + TraceCase.AudioBps) / (double)BitsPerByte / 1_000 * LinkTrace.ChanceBytes / Segment.MaxBytes;
    private static readonly int[] Regimes = [1, 4, 16, 64];
    private static readonly int[] HeldOutRegimes = [4, 16];

    /// <summary>Computes all of it.</summary>
    public BoundResults Run(CancellationToken cancellationToken)
    {
        var seen = new TraceCase(options).Run(cancellationToken);
        return new BoundResults(seen.Seed, seen.Data, [.. seen.Played.SelectMany(played => Of(played, cancellationToken))]);
    }

    private static IEnumerable<BoundRow> Of(PlayedTrace played, CancellationToken cancellationToken)
    {
        var (name, senders) = (played.Result.Trace, played.Result.Senders);
        foreach (var who in (string[])[TraceCase.Obs, TraceCase.Ours, TraceCase.Oracle])
        {
            yield return new BoundRow(name, who, senders[who].LinkUse, senders[who].AudioOnTime);
        }

        // Pictures may wait as long as the bar lets them: a third of OBS' p95.
        var mostAgeMs = Math.Max(1_000 / EncoderModel.PicturesPerSecond, (int)(senders[TraceCase.Obs].FrameDelayP95Ms / MediaBars.TimesLower));
        var stream = new FluidStream(MostBytesPerMs, mostAgeMs);
        var link = new FluidLink(played.Link, Math.Min(played.Link.LengthMs, MostMs));
        yield return new BoundRow(name, FormattableString.Invariant($"knows the link ahead, pictures wait {mostAgeMs} ms at most"), link.Foresight(stream), 1);
        var history = new LinkHistory(link);
        foreach (var regimes in Regimes)
        {
            if (WindowPolicy.Find(link, history, stream, regimes, 0, link.LengthMs, MediaBars.LeastOnTime, cancellationToken) is { } policy)
            {
                yield return Row(FormattableString.Invariant($"fitted to this link, {regimes} regimes"), policy.Play(link, stream, 0, link.LengthMs));
            }
        }

        var half = link.LengthMs / 2;
        foreach (var regimes in HeldOutRegimes)
        {
            foreach (var (fromMs, untilMs) in ((int, int)[])[(0, half), (half, link.LengthMs)])
            {
                var (otherFromMs, otherUntilMs) = (half - fromMs, link.LengthMs + half - untilMs);
                var which = fromMs == 0 ? "first" : "second";
                if (WindowPolicy.Find(link, history, stream, regimes, fromMs, untilMs, MediaBars.LeastOnTime, cancellationToken) is { } policy)
                {
                    yield return Row(FormattableString.Invariant($"fitted to the {which} half, {regimes} regimes, on the other"), policy.Play(link, stream, otherFromMs, otherUntilMs));
                    yield return Row("… all windows made smaller until audio is on time there", policy.PlayShrunk(link, stream, otherFromMs, otherUntilMs, MediaBars.LeastOnTime));
                }
            }
        }

        BoundRow Row(string who, FluidResult result) => new(name, who, result.Use, result.AudioOnTime);
    }
}
