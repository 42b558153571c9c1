namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>
/// A receiver's sound beside that of one over a clean way: how late each frame is, and what is missing. Both have the same frames where the encoder's rate is the same; a
/// connection's times are laid over the other's by the first frame that both have, and hold for its other frames, too.
/// </summary>
/// <param name="Frames">In order: the clean receiver's time of it, when it came, and by how much later than over the clean way.</param>
/// <param name="Unplaced">Frames of connections that have no frame that the clean receiver has.</param>
internal sealed record AudioTimes(IReadOnlyList<(double TimeMs, double AtMs, double LateMs)> Frames, int Unplaced)
{
    /// <summary>Lays connections over a clean one.</summary>
    public static AudioTimes Of(IReadOnlyList<IReadOnlyList<Arrival>> connections, IReadOnlyList<Arrival> clean)
    {
        var known = new Dictionary<ulong, Arrival>();
        foreach (var frame in clean.Where(frame => !frame.IsPicture))
        {
            known.TryAdd(frame.Hash, frame);
        }

        // By the clean way a frame comes when it is due, or a little later.
        var dueMs = known.Count == 0 ? 0 : known.Values.Min(frame => frame.AtMs - frame.TimestampMs);
        var frames = new List<(double, double, double)>();
        var unplaced = 0;
        foreach (var connection in connections)
        {
            Arrival[] sound = [.. connection.Where(frame => !frame.IsPicture)];
            var at = Array.FindIndex(sound, frame => known.ContainsKey(frame.Hash));
            if (at < 0)
            {
                unplaced += sound.Length;
                continue;
            }

            var shiftMs = (double)known[sound[at].Hash].TimestampMs - sound[at].TimestampMs;
            frames.AddRange(sound.Select(frame => (frame.TimestampMs + shiftMs, frame.AtMs, frame.AtMs - (frame.TimestampMs + shiftMs) - dueMs)));
        }

        return new AudioTimes(frames, unplaced);
    }

    /// <summary>The longest time without sound in what came between two moments, in ms: from the end of a frame to the beginning of the next one.</summary>
    public double LongestGapMs(double fromMs, double untilMs)
    {
        const double FrameMs = 1_024 / 48.0;
        var times = Frames.Where(frame => frame.AtMs >= fromMs && frame.AtMs <= untilMs).Select(frame => frame.TimeMs).Order().ToArray();
        return times.Zip(times.Skip(1), (before, after) => after - before - FrameMs).Prepend(0).Max();
    }

    /// <summary>The latest frame of those that came between two moments; null: none came.</summary>
    public double? WorstLateMs(double fromMs, double untilMs) =>
        Frames.Where(frame => frame.AtMs >= fromMs && frame.AtMs <= untilMs).Select(frame => (double?)frame.LateMs).Max();
}
