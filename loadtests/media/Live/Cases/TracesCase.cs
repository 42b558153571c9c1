using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Live.Network;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Live.Senders;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Results;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// The case <c>traces</c> with everything real: recorded links are played to the product as it ships, with one destination, and to an OBS with a real encoder, one after the other, over the
/// kernel's TCP to nginx. Both have the same camera, the same encoder and the same highest rate: what 720p has by default, since x264 with three renditions in 1080p is more than two cores
/// that carry everything else, too, can be trusted with.
/// </summary>
internal static class TracesCase
{
    private const int DefaultSeconds = 60, CleanMs = 3_000, ClipKbps = 4_000, WideBps = 10_000_000, MostDecisionsTold = 4, BeforeMs = 1_000;
    private const double DelayMs = TraceCase.RoundTripMs / 2.0;
    private static readonly LiveStream Stream = new(1_280, 720, 30, 3_000, TraceCase.AudioBps / 1_000);

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "traces-live", $"like traces, but real: the product and an OBS with the same encoder, each trace {DefaultSeconds} s each (--seconds 240), over TCP to nginx; the same bars", RunAsync);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var seconds = run.Options.Seconds ?? DefaultSeconds;
        var traces = LinkTraces.Of(run.Options.Data, run.Options.Seed);
        var clip = await SourceClip.MakeAsync(Stream.WidthPx, Stream.HeightPx, Stream.PicturesPerSecond, ClipKbps, cancellationToken);
        run.Say($"{traces.Traces.Count} traces, {seconds} s each for each sender, data: {traces.Data}");
        var played = new List<PlayedTrace>();
        foreach (var trace in traces.Traces)
        {
            var canCarryAudio = AudioCapacity.Of(trace, seconds * 1_000);
            var logs = new Dictionary<string, StreamLog>(StringComparer.Ordinal)
            {
                [TraceCase.Obs] = await PlayAsync(run, trace, TraceCase.Obs, clip, seconds, cancellationToken),
                [TraceCase.Ours] = await PlayAsync(run, trace, TraceCase.Ours, clip, seconds, cancellationToken),
            };
            var result = new TraceResult
            {
                Trace = trace.Name,
                MeanKbps = trace.Bytes(0, seconds * 1_000) * 8.0 / (seconds * 1_000),
                OutageShare = canCarryAudio.Count(can => !can) / (double)canCarryAudio.Length,
                Senders = logs.ToDictionary(log => log.Key, log => StreamMeasures.Of(trace, log.Value, canCarryAudio), StringComparer.Ordinal),
            };
            played.Add(new PlayedTrace(result, trace, logs));
            TellLate(run, logs[TraceCase.Ours], canCarryAudio);
            Note(run, result);
        }

        var results = new MediaResults
        {
            Seed = run.Options.Seed,
            Data = traces.Data,
            How = FormattableString.Invariant($"to the product and to an OBS with the same x264 ({Stream.HeightPx}p, video up to {Stream.VideoKbps} kbps), over the kernel's TCP through a link of {TraceCase.RoundTripMs} ms and a queue of {TraceCase.QueueBytes / 1_000} KB, to nginx"),
            Seconds = seconds,
            Traces = [.. played.Select(trace => trace.Result)],
            Played = played,
        };
        results = results with { Bars = MediaBars.Of(results) };
        foreach (var bar in results.Bars)
        {
            run.Hold(bar);
        }

        run.Print(MediaTable.Of(results));
        run.Page = MediaPage.Of(results);
    }

    private static async Task<StreamLog> PlayAsync(LiveRun run, LinkTrace trace, string name, SourceClip clip, int seconds, CancellationToken cancellationToken)
    {
        var wide = new LinkShape(DelayMs, BitsPerSecond: WideBps, QueueBytes: TraceCase.QueueBytes);
        await using var link = await ImpairedLink.OpenAsync(wide, new LinkShape(DelayMs), run.Options.Seed, cancellationToken);
        await using var platform = new NginxPlatform(link.FarAddress, link.Namespace);
        await platform.StartAsync(cancellationToken);
        TraceTimes times;
        IReadOnlyList<LoggedDecision> decisions;
        await using (ILiveSender sender = name == TraceCase.Ours ? await OurSender.StartAsync(platform, clip, Stream, cancellationToken) : await ObsSender.StartAsync(platform, clip, Stream, cancellationToken))
        {
            await sender.WhenWholeAsync(cancellationToken);
            var cleanFromMs = LiveClock.NowMs;
            await Task.Delay(CleanMs, cancellationToken);
            var beganMs = LiveClock.NowMs;
            link.Change(wide with { BitsPerSecond = null, Trace = new PlayedLink(trace, beganMs) });
            run.Say($"{trace.Name}, {name}: {(beganMs - sender.Camera.BeganMs) / 1_000:0.0} s after its start the trace begins");
            decisions = await sender.WatchAsync(beganMs, beganMs + (seconds * 1_000), cancellationToken);
            times = new TraceTimes(sender.Camera.BeganMs, 1_000.0 / clip.PicturesPerSecond, SourceClip.Pictures, cleanFromMs, beganMs, seconds * 1_000, DelayMs);
        }

        var (passed, _, overflowed, mostWaiting) = link.There;
        run.Say($"{trace.Name}, {name}: {passed} packets went through, {overflowed} found the queue full, {mostWaiting} bytes waited at most, the harness was {link.MostLateMs:0.0} ms late at most; decoding");
        run.Note(Figure(trace.Name, name, "harness-most-late-ms"), link.MostLateMs);
        var recordings = name == TraceCase.Ours ? OurSender.RecordingsAt(platform) : ObsSender.RecordingsAt(platform);
        var connections = new List<SeenConnection>();
        foreach (var recording in recordings)
        {
            connections.Add(new SeenConnection(recording.Arrivals, await PictureDecoder.DecodeAsync(recording.File, cancellationToken)));
        }

        TraceReception reception;
        try
        {
            reception = TraceReception.Of(times, connections);
        }
        catch (InvalidDataException exception)
        {
            throw new SetupException($"{trace.Name}, {name}: {exception.Message}");
        }

        reception.Log.Decisions.AddRange(decisions);
        NoteReception(run, trace.Name, name, reception, connections.Count);
        return reception.Log;
    }

    private static void NoteReception(LiveRun run, string trace, string name, TraceReception reception, int connections)
    {
        var (pictureMs, soundMs) = (Percentile.Of(reception.CleanDelaysMs, 0.95), Percentile.Of(reception.CleanSoundLateMs, 0.95));
        run.Say($"{trace}, {name}: over the wide link a picture came after {Percentile.Of(reception.CleanDelaysMs, 0.5):0} ms (p95 {pictureMs:0}), sound {soundMs:0} ms late (p95); the clock moved {reception.ClockMovedMs:0} ms; {reception.Slates} pictures of the slate; {connections} connections");
        run.Note(Figure(trace, name, "wide-frame-delay-p95-ms"), pictureMs);
        run.Note(Figure(trace, name, "wide-sound-late-p95-ms"), soundMs);
        run.Note(Figure(trace, name, "clock-moved-ms"), reception.ClockMovedMs);
        run.Note(Figure(trace, name, "slate-pictures"), reception.Slates);
        run.Exactly(Figure(trace, name, "connections"), $"{trace}, {name}: connections", connections, 1);
    }

    private static void TellLate(LiveRun run, StreamLog log, bool[] canCarryAudio)
    {
        foreach (var late in LateSound.Of(log, canCarryAudio))
        {
            run.Say($"{late.FromMs / 1_000.0:0.00} to {late.UntilMs / 1_000.0:0.00} s: {late.Frames} frames of our sound late, {late.WorstMs} ms at most");
            foreach (var decision in log.Decisions.Where(each => each.AtMs >= late.FromMs - BeforeMs && each.AtMs <= late.UntilMs).TakeLast(MostDecisionsTold))
            {
                run.Say($"    {decision.AtMs / 1_000.0:0.00} s: {decision.Reason}, {decision.Explanation}");
            }
        }
    }

    private static void Note(LiveRun run, TraceResult result)
    {
        run.Note($"{result.Trace}: mean-kbps", result.MeanKbps);
        run.Note($"{result.Trace}: outage-share", result.OutageShare);
        foreach (var (name, of) in result.Senders)
        {
            (string Name, double Value)[] figures =
            [
                ("link-use", of.LinkUse), ("frame-delay-p50-ms", of.FrameDelayP50Ms), ("frame-delay-p95-ms", of.FrameDelayP95Ms), ("picture-age-p50-ms", of.PictureAgeP50Ms),
                ("picture-age-p95-ms", of.PictureAgeP95Ms), ("picture-age-outside-outages-p95-ms", of.PictureAgeOutsideP95Ms), ("pictures-arrived", of.PicturesArrived),
                ("audio-on-time", of.AudioOnTime), ("audio-on-time-in-outages", of.AudioOnTimeInOutages), ("audio-arrived", of.AudioArrived), ("decisions", of.Decisions),
            ];
            foreach (var (figure, value) in figures)
            {
                run.Note(Figure(result.Trace, name, figure), value);
            }
        }
    }

    private static string Figure(string trace, string name, string figure) => string.Create(CultureInfo.InvariantCulture, $"{trace}: {name}: {figure}");
}
