using System.Text.Json.Serialization;
using CrossLive.LoadTests.Media.Links;

namespace CrossLive.LoadTests.Media.Measures;

/// <summary>
/// Figures of one sender on one trace. Pictures are counted by when they were captured: 30 a second, sent or not, for every sender alike.
/// </summary>
internal sealed record StreamMeasures
{
    private const int AgeEveryMs = 10, RestMs = 5_000;

    /// <summary>Media bytes of whole units that arrived, of what the link could carry.</summary>
    [JsonPropertyName("linkUse")]
    public required double LinkUse { get; init; }

    /// <summary>From capture to the whole picture at the receiver, in ms, of those that arrived: median.</summary>
    [JsonPropertyName("frameDelayP50Ms")]
    public required double FrameDelayP50Ms { get; init; }

    /// <summary>95th percentile.</summary>
    [JsonPropertyName("frameDelayP95Ms")]
    public required double FrameDelayP95Ms { get; init; }

    /// <summary>How old the newest picture at the receiver is, every 10 ms, in ms: pictures that never came count. Median.</summary>
    [JsonPropertyName("pictureAgeP50Ms")]
    public required double PictureAgeP50Ms { get; init; }

    /// <summary>95th percentile.</summary>
    [JsonPropertyName("pictureAgeP95Ms")]
    public required double PictureAgeP95Ms { get; init; }

    /// <summary>95th percentile outside outages.</summary>
    [JsonPropertyName("pictureAgeOutsideOutagesP95Ms")]
    public required double PictureAgeOutsideP95Ms { get; init; }

    /// <summary>Pictures that arrived, of those captured.</summary>
    [JsonPropertyName("picturesArrived")]
    public required double PicturesArrived { get; init; }

    /// <summary>Audio frames at the receiver within 200 ms of their end, of those captured where the link can carry audio.</summary>
    [JsonPropertyName("audioOnTime")]
    public required double AudioOnTime { get; init; }

    /// <summary>The same in outages.</summary>
    [JsonPropertyName("audioOnTimeInOutages")]
    public required double AudioOnTimeInOutages { get; init; }

    /// <summary>Audio frames that arrived at all, of all.</summary>
    [JsonPropertyName("audioArrived")]
    public required double AudioArrived { get; init; }

    /// <summary>Decisions.</summary>
    [JsonPropertyName("decisions")]
    public required int Decisions { get; init; }

    /// <summary>Counts.</summary>
    /// <param name="trace">The link.</param>
    /// <param name="log">What became of the media.</param>
    /// <param name="canCarryAudio">By ms; see <see cref="AudioCapacity"/>.</param>
    public static StreamMeasures Of(LinkTrace trace, StreamLog log, bool[] canCarryAudio)
    {
        var untilMs = AudioUntilMs(canCarryAudio.Length);
        long[] delays = [.. log.Pictures.Where(picture => picture.ArrivedMs >= 0).Select(picture => picture.ArrivedMs - picture.CapturedMs)];
        var ages = Ages(log, canCarryAudio.Length);
        var audio = log.Audio.Where(frame => frame.CapturedMs < untilMs).ToLookup(frame => canCarryAudio[frame.CapturedMs]);
        return new StreamMeasures
        {
            LinkUse = log.ArrivedBytes / (double)trace.Bytes(0, canCarryAudio.Length),
            FrameDelayP50Ms = Percentile.Of(delays, 0.5),
            FrameDelayP95Ms = Percentile.Of(delays, 0.95),
            PictureAgeP50Ms = Percentile.Of(ages, 0.5),
            PictureAgeP95Ms = Percentile.Of(ages, 0.95),
            PictureAgeOutsideP95Ms = Percentile.Of(ages.Where((_, i) => canCarryAudio[i * AgeEveryMs]), 0.95),
            PicturesArrived = Share(log.Pictures, picture => picture.ArrivedMs >= 0),
            AudioOnTime = Share(audio[true], IsOnTime),
            AudioOnTimeInOutages = Share(audio[false], IsOnTime),
            AudioArrived = Share(audio.SelectMany(frames => frames), frame => frame.ArrivedMs >= 0),
            Decisions = log.Decisions.Count,
        };
    }

    /// <summary>Sound that was captured until then is counted: what was captured in the last seconds may still be on its way.</summary>
    public static int AudioUntilMs(int lengthMs) => Math.Max(lengthMs / 2, lengthMs - RestMs);

    /// <summary>The newest picture's age every 10 ms.</summary>
    public static long[] Ages(StreamLog log, int lengthMs)
    {
        var arrivals = log.Pictures.Where(picture => picture.ArrivedMs >= 0).OrderBy(picture => picture.ArrivedMs).ToArray();
        var ages = new long[lengthMs / AgeEveryMs];
        var (next, newestMs) = (0, 0L);
        for (var i = 0; i < ages.Length; i++)
        {
            for (; next < arrivals.Length && arrivals[next].ArrivedMs <= i * AgeEveryMs; next++)
            {
                newestMs = Math.Max(newestMs, arrivals[next].CapturedMs);
            }

            ages[i] = (i * AgeEveryMs) - newestMs;
        }

        return ages;
    }

    /// <summary>Whether a frame of sound came in time.</summary>
    public static bool IsOnTime((long CapturedMs, long ArrivedMs) frame) => frame.ArrivedMs >= 0 && frame.ArrivedMs - frame.CapturedMs <= AudioCapacity.WindowMs;

    private static double Share<T>(IEnumerable<T> all, Func<T, bool> isOne)
    {
        var (count, ones) = (0, 0);
        foreach (var each in all)
        {
            count++;
            ones += isOne(each) ? 1 : 0;
        }

        return count == 0 ? 1 : ones / (double)count;
    }
}
