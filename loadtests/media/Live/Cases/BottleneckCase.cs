using CrossLive.LoadTests.Media.Live.Network;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// The way to one destination becomes narrow and wide again; another destination has a clean way, and tells when each frame of sound was due. The host sends 720p; the
/// destinations may have 2.4 Mbps, so that the whole picture (480p) fits through while the way is wide; 40 ms there and back, a queue of 64 KiB before the narrow place.
/// </summary>
internal static class BottleneckCase
{
    private const string Room = "bottleneck", Narrow = "narrow", Clean = "clean";
    private const int WideBps = 3_000_000, QueueBytes = 64 * 1024, VideoKbps = 2_400, SrtLatencyMs = 200, DefaultSeconds = 15;
    private const double DelayMs = 20, MostGapMs = 200, MostLateMs = 1_500, NormalMs = 200, MostBackSeconds = 10;
    private static readonly int[] NarrowBps = [600_000, 250_000];

    /// <summary>To nginx.</summary>
    public static readonly LiveCase OverRtmp = new("bottleneck-rtmp", What("RTMP"), (run, cancellationToken) => RunAsync(run, isSrt: false, cancellationToken));

    /// <summary>To srt-live-transmit.</summary>
    public static readonly LiveCase OverSrt = new("bottleneck-srt", What("SRT"), (run, cancellationToken) => RunAsync(run, isSrt: true, cancellationToken));

    private static string What(string protocol) =>
        $"{protocol}: 3 M → 600 k → 250 k → 3 M, {DefaultSeconds} s each (--seconds): no audio gap over 200 ms, audio lag ≤ 1.5 s and normal ≤ 10 s after, picture smaller then whole again";

    private static async Task RunAsync(LiveRun run, bool isSrt, CancellationToken cancellationToken)
    {
        var phase = TimeSpan.FromSeconds(run.Options.Seconds ?? DefaultSeconds);
        var wide = new LinkShape(DelayMs, BitsPerSecond: WideBps, QueueBytes: QueueBytes);
        var clip = await SourceClip.MakeAsync(1_280, 720, 30, 3_000, cancellationToken);
        await using var link = await ImpairedLink.OpenAsync(wide with { BitsPerSecond = null }, new LinkShape(DelayMs), run.Options.Seed, cancellationToken);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip, cancellationToken);
        await using var nginx = isSrt ? null : new NginxPlatform(link.FarAddress, link.Namespace);
        await using var srt = isSrt ? new SrtPlatform(link.FarAddress, link.Namespace, SrtLatencyMs) : null;
        await (nginx?.StartAsync(cancellationToken) ?? srt!.StartAsync(cancellationToken));
        var room = studio.Server.Room(Room);
        await room.SetAdaptiveDestinationAsync(Clean, studio.Platform.AddressOf(Clean), VideoKbps, delayBudgetMs: null, cancellationToken);
        await room.SetAdaptiveDestinationAsync(Narrow, nginx?.AddressOf(Narrow) ?? srt!.Address, VideoKbps, delayBudgetMs: null, cancellationToken);
        var moments = new List<double>();
        IReadOnlyList<SeenDecision> decisions;
        await using (HostPublisher.Ffmpeg(clip, studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken))))
        {
            await room.WhenSentAsync(Clean, 30, cancellationToken);
            await room.WhenSentAsync(Narrow, 30, cancellationToken);
            int[] rates = [WideBps, .. NarrowBps, WideBps, WideBps];
            foreach (var bps in rates)
            {
                link.Change(wide with { BitsPerSecond = bps });
                moments.Add(LiveClock.NowMs);
                for (var end = LiveClock.NowMs + phase.TotalMilliseconds; LiveClock.NowMs < end; await Task.Delay(Math.Max(1, (int)Math.Min(3_000, end - LiveClock.NowMs)), cancellationToken))
                {
                    var one = (await room.DestinationsAsync(cancellationToken)).GetProperty("destinations").EnumerateArray().Single(each => each.GetProperty("id").GetString() == Narrow);
                    run.Say($"{bps / 1_000,5} kbps: {one.GetProperty("state")}, {one.GetProperty("rendition")}, round trip {one.GetProperty("roundTripMs").GetDouble():0} ms, {one.GetProperty("waitingBytes").GetInt64() / 1_024} KiB wait, {one.GetProperty("droppedPictures")} pictures dropped, {one.GetProperty("restarts")} restarts");
                }
            }

            moments.Add(LiveClock.NowMs);
            decisions = await room.DecisionsAsync(Narrow, cancellationToken);
        }

        var beganUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (LiveClock.NowMs - moments[0]);
        foreach (var decision in decisions.Where(each => each.Reason is not ("Climb" or "Probe")))
        {
            run.Say($"decided {(decision.AtUnixMs - beganUnixMs) / 1_000:0.0} s after the first phase began: {decision.Reason}, {decision.Explanation}");
        }

        var (passed, _, overflowed, mostWaiting) = link.There;
        run.Say($"{passed} packets went through, {overflowed} found the queue full, {mostWaiting} bytes waited at most; decoding");
        IReadOnlyList<IRecording> recordings = nginx is null ? srt!.Recordings : nginx.Watch.Of(Narrow);
        var clean = studio.Platform.Watch.Of(Clean)[^1].Arrivals;
        var audio = AudioTimes.Of([.. recordings.Select(each => (IReadOnlyList<Arrival>)each.Arrivals)], clean);
        Hold(run, audio, moments);
        await HoldPicturesAsync(run, recordings, moments, cancellationToken);
        run.Note("connections", recordings.Count);
        run.Note("audio-frames-unplaced", audio.Unplaced);
    }

    private static void Hold(LiveRun run, AudioTimes audio, List<double> moments)
    {
        var (beganMs, wideAgainMs, endMs) = (moments[0], moments[^3], moments[^1]);
        for (var i = 0; i + 1 < moments.Count; i++)
        {
            run.Note($"phase-{i + 1}-audio-worst-lag-ms", audio.WorstLateMs(moments[i], moments[i + 1]) ?? -1);
            run.Note($"phase-{i + 1}-audio-longest-gap-ms", audio.LongestGapMs(moments[i], moments[i + 1]));
        }

        // SRT keeps everything back for its latency.
        var usualMs = Percentile.Of([.. audio.Frames.Where(frame => frame.AtMs >= beganMs && frame.AtMs < moments[1]).Select(frame => (long)frame.LateMs)], 0.5);
        run.Note("audio-usual-lag-ms", usualMs);
        var late = audio.Frames.Where(frame => frame.AtMs >= wideAgainMs && frame.LateMs > usualMs + NormalMs).Select(frame => (double?)frame.AtMs).Max();
        var hasEnd = audio.Frames.Any(frame => frame.AtMs > endMs - 1_000);
        run.AtMost("audio-longest-gap-ms", "longest gap in the sound that came", audio.Frames.Count == 0 ? null : audio.LongestGapMs(beganMs, endMs), MostGapMs, " ms");
        run.AtMost("audio-worst-lag-ms", "the sound's lag behind a clean way", audio.WorstLateMs(beganMs, endMs), MostLateMs, " ms");
        run.AtMost("audio-normal-after-s", $"the sound's lag is less than {NormalMs:0} ms above that before for good so long after the way is wide again", hasEnd ? ((late ?? wideAgainMs) - wideAgainMs) / 1_000 : null, MostBackSeconds, " s");
    }

    private static async Task HoldPicturesAsync(LiveRun run, IReadOnlyList<IRecording> recordings, List<double> moments, CancellationToken cancellationToken)
    {
        var pictures = new List<(double AtMs, NumberedPicture Picture)>();
        foreach (var recording in recordings)
        {
            var atMs = recording.Arrivals.Where(arrival => arrival.IsPicture).ToLookup(arrival => (long)arrival.TimestampMs, arrival => arrival.AtMs);
            pictures.AddRange((await PictureDecoder.DecodeAsync(recording.File, cancellationToken)).Where(picture => atMs.Contains(picture.TimeMs)).Select(picture => (atMs[picture.TimeMs].First(), picture)));
        }

        var (narrowMs, wideAgainMs, endMs) = (moments[1], moments[^3], moments[^1]);
        var whole = pictures.Where(each => each.AtMs < narrowMs).Select(each => each.Picture.HeightPx).DefaultIfEmpty(0).Max();
        for (var i = 0; i + 1 < moments.Count; i++)
        {
            NumberedPicture[] of = [.. pictures.Where(each => each.AtMs >= moments[i] && each.AtMs < moments[i + 1]).Select(each => each.Picture)];
            var sizes = string.Join(", ", of.GroupBy(picture => picture.Number is null ? "other" : $"{picture.HeightPx}p").Select(size => $"{size.Count()} {size.Key}"));
            run.Say($"phase {i + 1}: {sizes}");
        }

        var smallest = pictures.Where(each => each.AtMs >= narrowMs && each.AtMs < wideAgainMs && each.Picture.Number is not null).Select(each => each.Picture.HeightPx).DefaultIfEmpty(whole).Min();
        var wholeAgain = pictures.Where(each => each.AtMs >= wideAgainMs && each.Picture is { Number: not null } && each.Picture.HeightPx == whole).Select(each => (double?)each.AtMs).FirstOrDefault();
        var last = pictures.Where(each => each.AtMs > endMs - 1_000).Select(each => each.Picture).LastOrDefault();
        run.Note("picture-height-before-px", whole);
        run.Note("picture-height-narrow-px", smallest);
        run.Note("picture-height-end-px", last.HeightPx);
        run.Note("picture-whole-again-after-s", ((wholeAgain - wideAgainMs) / 1_000) ?? -1);
        run.Hold(new Bar(run.Name, "the picture is smaller while the way is narrow", $"{smallest} of {whole} lines", smallest < whole));
        run.Hold(new Bar(run.Name, "the picture is whole again in the end", $"{last.HeightPx} of {whole} lines", last.Number is not null && last.HeightPx == whole));
    }
}
