namespace CrossLive.LoadTests.Media.Measures;

/// <summary>A time in which sound came late or not at all though the link could carry it.</summary>
/// <param name="FromMs">The first such frame, from the trace's beginning.</param>
/// <param name="UntilMs">The last one.</param>
/// <param name="Frames">So many.</param>
/// <param name="WorstMs">The latest that came; 0: none came.</param>
internal sealed record LateSound(long FromMs, long UntilMs, int Frames, long WorstMs)
{
    private const int ApartMs = 500;

    /// <summary>All of them; those that are less than half a second apart are one.</summary>
    public static IReadOnlyList<LateSound> Of(StreamLog log, bool[] canCarryAudio)
    {
        var all = new List<LateSound>();
        var untilMs = StreamMeasures.AudioUntilMs(canCarryAudio.Length);
        foreach (var (capturedMs, arrivedMs) in log.Audio.Where(frame => frame.CapturedMs < untilMs && canCarryAudio[frame.CapturedMs] && !StreamMeasures.IsOnTime(frame)))
        {
            var one = new LateSound(capturedMs, capturedMs, 1, arrivedMs < 0 ? 0 : arrivedMs - capturedMs);
            if (all.Count > 0 && capturedMs - all[^1].UntilMs < ApartMs)
            {
                one = new LateSound(all[^1].FromMs, capturedMs, all[^1].Frames + 1, Math.Max(all[^1].WorstMs, one.WorstMs));
                all.RemoveAt(all.Count - 1);
            }

            all.Add(one);
        }

        return all;
    }
}
