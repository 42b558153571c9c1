using CrossLive.LoadTests.Media.Live.Network;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// A destination over SRT loses packets at random, in both directions. Another has a clean way: a picture is intact where the receiver's decoder shows it with the same
/// pixels there and here, so one that lost a reference is not.
/// </summary>
internal static class LossCase
{
    private const string Lossy = "lossy", Clean = "clean";
    private const int DefaultSeconds = 40, SettleSeconds = 15, TailMs = 3_000, GroupMs = 1_000, MostSeconds = 50;

    /// <summary>5 %, 40 ms.</summary>
    public static readonly LiveCase FiveAtForty = Make("loss-5-40", 0.05, 40, 125, 0.999, null);

    /// <summary>5 %, 200 ms.</summary>
    public static readonly LiveCase FiveAtTwoHundred = Make("loss-5-200", 0.05, 200, 500, 0.999, null);

    /// <summary>10 %, 200 ms.</summary>
    public static readonly LiveCase TenAtTwoHundred = Make("loss-10-200", 0.10, 200, 800, 0.995, 0.001);

    private static LiveCase Make(string name, double loss, int roundTripMs, int latencyMs, double leastIntact, double? mostAudioLoss)
    {
        FormattableString what = $"SRT, {loss * 100:0} % of packets lost, round trip {roundTripMs} ms, latency {latencyMs} ms, {DefaultSeconds} s (--seconds): ≥ {leastIntact * 100:0.#} % of pictures intact";
        return new LiveCase(
            name,
            what.ToString(System.Globalization.CultureInfo.InvariantCulture) + (mostAudioLoss is null ? "" : ", audio lost ≤ 0.1 %"),
            (run, cancellationToken) => RunAsync(run, loss, roundTripMs, latencyMs, leastIntact, mostAudioLoss, cancellationToken));
    }

    private static async Task RunAsync(LiveRun run, double loss, int roundTripMs, int latencyMs, double leastIntact, double? mostAudioLoss, CancellationToken cancellationToken)
    {
        // Numbers begin again after 60 s: a window is shorter.
        var seconds = Math.Min(MostSeconds, run.Options.Seconds ?? DefaultSeconds);
        var shape = new LinkShape(roundTripMs / 2.0, loss);
        await using var link = await ImpairedLink.OpenAsync(shape, shape, run.Options.Seed, cancellationToken);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip: null, cancellationToken);
        await using var platform = new SrtPlatform(link.FarAddress, link.Namespace, latencyMs);
        await platform.StartAsync(cancellationToken);
        var room = studio.Server.Room(run.Name);
        await room.SetDestinationAsync(Clean, studio.Platform.AddressOf(Clean), cancellationToken);
        await room.SetAdaptiveDestinationAsync(Lossy, platform.Address, maxVideoKbps: null, latencyMs, cancellationToken);
        double fromMs, untilMs;
        int restarts;
        SrtFigures figures;
        await using (HostPublisher.Ffmpeg(studio.Clip, studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken))))
        {
            await room.WhenSentAsync(Clean, 30, cancellationToken);
            await room.WhenSentAsync(Lossy, 30, cancellationToken);
            run.Say($"both are live; {SettleSeconds} s to settle");
            await Task.Delay(TimeSpan.FromSeconds(SettleSeconds), cancellationToken);
            fromMs = LiveClock.NowMs;
            var figuresBefore = platform.Figures;
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
            untilMs = LiveClock.NowMs;
            figures = platform.Figures.Since(figuresBefore);
            await Task.Delay(TailMs, cancellationToken);
            var now = await room.WhenAsync(Lossy, _ => true, Patience.Step, cancellationToken);
            restarts = now.GetProperty("restarts").GetInt32();
            run.Say($"{now}");
            foreach (var (_, reason, explanation, _, _) in await room.DecisionsAsync(Lossy, cancellationToken))
            {
                run.Say($"decided: {reason}, {explanation}");
            }
        }

        var (passed, lost, _, _) = link.There;
        run.Say($"{passed} packets went through, {lost} were lost; decoding");
        var clean = studio.Platform.Watch.Of(Clean)[^1];
        var atMs = clean.Arrivals.Where(arrival => arrival.IsPicture).ToDictionary(arrival => (long)arrival.TimestampMs, arrival => arrival.AtMs);
        var sent = (await PictureDecoder.DecodeAsync(clean.File, cancellationToken))
            .Where(picture => picture.Number is not null && atMs.TryGetValue(picture.TimeMs, out var came) && came >= fromMs && came < untilMs).ToArray();
        var shown = new HashSet<(int?, uint)>();
        foreach (var recording in platform.Recordings)
        {
            shown.UnionWith((await PictureDecoder.DecodeAsync(recording.File, cancellationToken)).Select(picture => (picture.Number, picture.Checksum)));
        }

        var damaged = sent.Where(picture => !shown.Contains((picture.Number, picture.Checksum))).ToArray();
        var intact = sent.Length - damaged.Length;
        foreach (var group in damaged.GroupBy(picture => (long)(atMs[picture.TimeMs] - fromMs) / GroupMs))
        {
            run.Say($"second {group.Key} of the window: pictures {group.First().Number} to {group.Last().Number}, {group.Count()} of them not intact");
        }

        var sound = platform.Recordings.SelectMany(recording => recording.Arrivals).Where(arrival => !arrival.IsPicture).Select(arrival => arrival.Hash).ToHashSet();
        var sentSound = clean.Arrivals.Where(arrival => !arrival.IsPicture && arrival.AtMs >= fromMs && arrival.AtMs < untilMs).ToArray();
        var lostSound = sentSound.Count(arrival => !sound.Contains(arrival.Hash));
        run.Note("pictures", sent.Length);
        run.Note("pictures-intact", intact);
        run.Note("audio-frames", sentSound.Length);
        run.Note("audio-frames-lost", lostSound);
        run.Note("srt-packets", figures.Received);
        run.Note("srt-packets-missed", figures.Missed);
        run.Note("srt-packets-by-parity", figures.ByParity);
        run.Note("srt-packets-given-up", figures.GivenUp);
        run.Note("packets-lost-share", lost / (double)Math.Max(1, lost + passed));
        run.Note("connections", platform.Recordings.Count);
        run.Note("restarts", restarts);
        run.Hold(Bar.ShareAtLeast(run.Name, $"pictures intact, of {sent.Length}", sent.Length == 0 ? 0 : intact / (double)sent.Length, leastIntact));
        if (mostAudioLoss is { } most)
        {
            run.Hold(Bar.AtMost(run.Name, $"audio frames lost, of {sentSound.Length}", sentSound.Length == 0 ? null : lostSound / (double)sentSound.Length, most));
        }
    }
}
