using System.Globalization;
using System.Text;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Results;

/// <summary>Figures as a table in Markdown.</summary>
internal static class MediaTable
{
    /// <summary>All traces and senders.</summary>
    public static string Of(MediaResults results)
    {
        var text = new StringBuilder(
            "| trace | sender | use of the link | frame delay p50, p95 ms | picture age p50, p95 ms | age p95 outside outages | pictures arrived | audio ≤ 200 ms | in outages | audio arrived |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var trace in results.Traces)
        {
            foreach (var (name, figures) in trace.Senders)
            {
                var isAudioOnly = name == TraceCase.AudioOnly;
                string Picture(FormattableString cell) => isAudioOnly ? "–" : cell.ToString(CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {trace.Trace} | {name} | {figures.LinkUse:0.000} | {Picture($"{figures.FrameDelayP50Ms:0}, {figures.FrameDelayP95Ms:0}")} | {Picture($"{figures.PictureAgeP50Ms:0}, {figures.PictureAgeP95Ms:0}")} | {Picture($"{figures.PictureAgeOutsideP95Ms:0}")} | {Picture($"{figures.PicturesArrived:0.000}")} | {figures.AudioOnTime:0.0000} | {figures.AudioOnTimeInOutages:0.000} | {figures.AudioArrived:0.000} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>Where the rest of the link went: what was used for something else, and what was not used, by why.</summary>
    public static string Losses(MediaResults results)
    {
        var text = new StringBuilder(
            "| trace | sender | use | not used: window | TCP | rate below highest | highest rate | slate | keyframe awaited | headers, repeats, not whole |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var trace in results.Traces)
        {
            foreach (var (name, shares) in trace.Losses.Where(sender => sender.Key != TraceCase.AudioOnly))
            {
                var use = trace.Senders[name].LinkUse;
                string Share(IdleReason reason) => shares[reason.ToString()].ToString("0.000", CultureInfo.InvariantCulture);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {trace.Trace} | {name} | {use:0.000} | {Share(IdleReason.Window)} | {Share(IdleReason.Tcp)} | {Share(IdleReason.Rate)} | {Share(IdleReason.HighestRate)} | {Share(IdleReason.Slate)} | {Share(IdleReason.Keyframe)} | {1 - use - shares.Values.Sum():0.000} |\n");
            }
        }

        return text.ToString();
    }
}
