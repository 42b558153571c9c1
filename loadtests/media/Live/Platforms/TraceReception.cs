using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Senders;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>A connection as a platform had it: what came, and what its pictures show.</summary>
/// <param name="Arrivals">Coded pictures and frames of sound.</param>
/// <param name="Pictures">The decoded ones.</param>
internal sealed record SeenConnection(IReadOnlyList<Arrival> Arrivals, IReadOnlyList<NumberedPicture> Pictures);

/// <summary>The times of one sender's run. All in ms, by <see cref="LiveClock"/> where they are moments.</summary>
/// <param name="CameraBeganMs">When picture 0 was captured.</param>
/// <param name="PictureMs">From one picture to the next.</param>
/// <param name="ClipPictures">Pictures until the numbers begin again.</param>
/// <param name="CleanFromMs">From then until the trace begins the way was wide.</param>
/// <param name="TraceBeganMs">When the trace began.</param>
/// <param name="LengthMs">How long it was played.</param>
/// <param name="WayMs">How long a packet is on its way where the link is wide.</param>
internal sealed record TraceTimes(double CameraBeganMs, double PictureMs, int ClipPictures, double CleanFromMs, double TraceBeganMs, long LengthMs, double WayMs);

/// <summary>
/// What became of each picture and each frame of sound, as far as a platform can see it. A picture's number says when it was captured. Its time in the stream says the same of
/// the sound beside it, for both have one clock. Sound is late by how much later it comes than the quickest frame did just before the trace began, when the way was wide, and the
/// packet's own way counts: encoders and their queues take the same there. Sound that is missing between two frames, and after the last one, was captured, too. The slate's
/// pictures have no number: they count as bytes, not as pictures. Pure.
/// </summary>
internal sealed record TraceReception
{
    private TraceReception(StreamLog log) => Log = log;

    /// <summary>For the measures, in ms from the trace's beginning.</summary>
    public StreamLog Log { get; }

    /// <summary>From capture to arrival of the pictures that came while the way was wide, in ms.</summary>
    public required IReadOnlyList<long> CleanDelaysMs { get; init; }

    /// <summary>How late sound was then, in ms.</summary>
    public required IReadOnlyList<long> CleanSoundLateMs { get; init; }

    /// <summary>By how much the stream's clock moved against the camera's, at most: the product begins anew where its publisher stalls.</summary>
    public required double ClockMovedMs { get; init; }

    /// <summary>Pictures without a number that came while the trace was played: the slate's.</summary>
    public required int Slates { get; init; }

    /// <summary>Of a run's connections.</summary>
    /// <exception cref="InvalidDataException">No picture or no sound came while the way was wide.</exception>
    public static TraceReception Of(TraceTimes times, IReadOnlyList<SeenConnection> connections)
    {
        var log = new StreamLog();
        var endMs = times.TraceBeganMs + times.LengthMs;
        var pictureAtMs = new SortedDictionary<long, double>();
        var sound = new SortedDictionary<double, double>();
        var (movedMs, slates) = (0.0, 0);
        foreach (var connection in connections)
        {
            log.ArrivedBytes += connection.Arrivals.Where(arrival => arrival.AtMs >= times.TraceBeganMs && arrival.AtMs < endMs).Sum(arrival => (long)arrival.Bytes);
            var atMs = connection.Arrivals.Where(arrival => arrival.IsPicture).GroupBy(arrival => (long)arrival.TimestampMs).ToDictionary(same => same.Key, same => same.First().AtMs);
            var clocks = new List<double>();
            foreach (var picture in connection.Pictures.Where(picture => atMs.ContainsKey(picture.TimeMs)))
            {
                var cameMs = atMs[picture.TimeMs];
                if (picture.Number is not { } number)
                {
                    slates += cameMs >= times.TraceBeganMs && cameMs < endMs ? 1 : 0;
                    continue;
                }

                var index = IndexOf(number, cameMs, times);
                clocks.Add(picture.TimeMs - times.CameraBeganMs - (index * times.PictureMs));
                pictureAtMs[index] = Math.Min(cameMs, pictureAtMs.GetValueOrDefault(index, double.MaxValue));
            }

            if (clocks.Count == 0)
            {
                continue;
            }

            var clockMs = clocks.Order().ElementAt(clocks.Count / 2);
            movedMs = Math.Max(movedMs, clocks.Max(each => Math.Abs(each - clockMs)));
            foreach (var frame in connection.Arrivals.Where(arrival => !arrival.IsPicture))
            {
                sound.TryAdd(frame.TimestampMs - clockMs + MediaClock.AudioFrameMs, frame.AtMs);
            }
        }

        var usualMs = sound.Where(frame => frame.Value >= times.CleanFromMs && frame.Value < times.TraceBeganMs).Select(frame => (double?)(frame.Value - frame.Key)).Min() - times.WayMs;
        if (usualMs is not { } extraMs || pictureAtMs.Count == 0)
        {
            throw new InvalidDataException("Nothing came while the way was wide.");
        }

        bool IsClean(double atMs) => atMs >= times.CleanFromMs && atMs < times.TraceBeganMs;
        AddPictures(log, times, pictureAtMs);
        AddSound(log, times, sound, extraMs);
        return new TraceReception(log)
        {
            CleanDelaysMs = [.. pictureAtMs.Where(each => IsClean(each.Value)).Select(each => (long)(each.Value - CapturedMs(each.Key, times)))],
            CleanSoundLateMs = [.. sound.Where(frame => IsClean(frame.Value)).Select(frame => (long)(frame.Value - frame.Key - extraMs))],
            ClockMovedMs = movedMs,
            Slates = slates,
        };
    }

    private static double CapturedMs(long index, TraceTimes times) => times.CameraBeganMs + (index * times.PictureMs);

    // The newest picture of that number that had been captured when it came: nothing is later than the clip is long.
    private static long IndexOf(int number, double cameMs, TraceTimes times)
    {
        var newest = (long)Math.Floor((cameMs - times.CameraBeganMs) / times.PictureMs);
        return newest - (((newest - number) % times.ClipPictures) + times.ClipPictures) % times.ClipPictures;
    }

    private static void AddPictures(StreamLog log, TraceTimes times, SortedDictionary<long, double> pictureAtMs)
    {
        for (var index = (long)Math.Ceiling((times.TraceBeganMs - times.CameraBeganMs) / times.PictureMs); CapturedMs(index, times) - times.TraceBeganMs is var capturedMs && capturedMs < times.LengthMs; index++)
        {
            var arrivedMs = pictureAtMs.TryGetValue(index, out var atMs) ? atMs - times.TraceBeganMs : -1;
            log.Pictures.Add(((long)capturedMs, arrivedMs < times.LengthMs ? (long)arrivedMs : -1));
        }
    }

    private static void AddSound(StreamLog log, TraceTimes times, SortedDictionary<double, double> sound, double extraMs)
    {
        // Times in a stream are whole milliseconds: two frames are less than a millisecond nearer or further.
        const double MostStepMs = MediaClock.AudioFrameMs * 1.5;
        var beforeMs = times.TraceBeganMs;
        foreach (var (capturedMs, atMs) in sound.Where(frame => frame.Key >= times.TraceBeganMs && frame.Key < times.TraceBeganMs + times.LengthMs).Append(new(times.TraceBeganMs + times.LengthMs, -1)))
        {
            for (; capturedMs - beforeMs > MostStepMs; beforeMs += MediaClock.AudioFrameMs)
            {
                log.Audio.Add(((long)(beforeMs + MediaClock.AudioFrameMs - times.TraceBeganMs), -1));
            }

            beforeMs = capturedMs;
            if (atMs >= 0)
            {
                var arrivedMs = atMs - extraMs - times.TraceBeganMs;
                log.Audio.Add(((long)(capturedMs - times.TraceBeganMs), atMs - times.TraceBeganMs < times.LengthMs ? (long)arrivedMs : -1));
            }
        }
    }
}
