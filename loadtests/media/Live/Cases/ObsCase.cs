using System.Globalization;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Live.Publishers.Obs;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// OBS Studio publishes, over RTMP and over SRT: with a wrong key, with a platform behind the server, through a kill -9 of the server. OBS is left as it comes, so it is its own
/// way to connect again that is seen here; its screen is drawn by this machine's CPU, so what it does not draw or encode in time is noted and no bar is held against it.
/// </summary>
internal static class ObsCase
{
    private const string Room = "obs", OverRtmp = "rtmp", OverSrt = "srt", WrongKey = "wrong-key";
    private const double MostStartMs = 20_000, MostRefusalMs = 10_000, MostBackMs = 20_000, MostEndMs = 3_000;

    // Pictures of 30 a second that are sent one by one are 33 or 34 ms apart; two are lost between three of these.
    private const int MostStepMs = 70;
    private const double LeastPicturesPerSecond = 28.5, MostPicturesPerSecond = 31.5;
    private const int DefaultSeconds = 20, RefusedForMs = 6_000, TailMs = 1_000, BackPictures = 60;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60), BackPatience = TimeSpan.FromSeconds(60);

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "obs",
        $"OBS Studio 28 or newer (apt-get install obs-studio xvfb libgl1-mesa-dri): over RTMP and SRT a wrong key, {DefaultSeconds} s (--seconds), kill -9 of the server: comes in, goes out, no drop, back by itself",
        RunAsync);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var srtPort = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal) { ["CrossLive__Media__SrtPort"] = srtPort }, clip: null, cancellationToken);
        var room = studio.Server.Room(Room);
        await room.SetDestinationAsync(OverRtmp, studio.Platform.AddressOf(OverRtmp), cancellationToken);
        var key = await room.MakeKeyAsync(cancellationToken);
        var server = studio.Server.AddressOf("").TrimEnd('/');
        await RefuseAsync(run, studio, room, server, cancellationToken);
        await PublishAsync(run, studio, room, server, key, cancellationToken);
        await room.RemoveDestinationAsync(OverRtmp, cancellationToken);
        await room.SetDestinationAsync(OverSrt, studio.Platform.AddressOf(OverSrt), cancellationToken);
        var srt = $"srt://127.0.0.1:{srtPort}?streamid=live/";
        await RefuseOverSrtAsync(run, studio, room, $"{srt}{Room}.{WrongKey}", cancellationToken);
        await PublishOverSrtAsync(run, studio, room, srt + key, cancellationToken);
    }

    private static async Task RefuseAsync(LiveRun run, Studio studio, RoomApi room, string server, CancellationToken cancellationToken)
    {
        await using var obs = await ObsStudio.StartAsync(server, $"{Room}.{WrongKey}", studio.Clip, cancellationToken);
        var startedMs = LiveClock.NowMs;
        var refused = await room.TryWhenAsync(stream => stream.GetProperty("lastRefusal").ValueKind == JsonValueKind.Object, StartPatience, cancellationToken);
        var ended = await obs.TryWhenAsync(status => !status.IsActive && !status.IsReconnecting, StartPatience, cancellationToken);
        run.AtMost("wrong-key-ended-ms", "a wrong key: OBS has ended its try, from when it can be asked", ended is null ? null : LiveClock.NowMs - startedMs, MostRefusalMs, " ms");

        // As long as OBS would have waited before another try, and more.
        await Task.Delay(RefusedForMs, cancellationToken);
        var later = await obs.StatusAsync(cancellationToken);
        run.Say($"a wrong key: the room says \"{Text(refused, "lastRefusal", "detail")}\", OBS {(later.IsActive ? "tries again" : "does not try again")}");
        run.Hold(new Bar(run.Name, $"a wrong key: OBS does not try again within {RefusedForMs / 1_000} s", later.IsActive ? "it does" : "it does not", !later.IsActive && !later.IsReconnecting));
        run.Hold(new Bar(run.Name, "a wrong key: the operator sees that somebody was refused", refused is null ? "no" : Text(refused, "lastRefusal", "reason"), refused is not null));
        run.Exactly("wrong-key-pictures", "a wrong key: pictures at the destination", studio.Platform.Watch.Pictures(OverRtmp), 0);
    }

    // SRT has no word for it: OBS sees a connection that ends, and tries again as after any other loss.
    private static async Task RefuseOverSrtAsync(LiveRun run, Studio studio, RoomApi room, string server, CancellationToken cancellationToken)
    {
        var before = Number(await room.TryInspectAsync(cancellationToken) ?? throw new SetupException("The server does not answer."), "lastRefusal", "atUnixMs") ?? 0;
        await using var obs = await ObsStudio.StartAsync(server, "", studio.Clip, cancellationToken);
        var refused = await room.TryWhenAsync(stream => Number(stream, "lastRefusal", "atUnixMs") > before, StartPatience, cancellationToken);
        run.Hold(new Bar(run.Name, "SRT, a wrong key: the operator sees that somebody was refused", refused is null ? "no" : Text(refused, "lastRefusal", "reason"), refused is not null));
        await Task.Delay(RefusedForMs, cancellationToken);
        var later = await obs.StatusAsync(cancellationToken);
        run.Note("srt-wrong-key-tries-again", later.IsActive || later.IsReconnecting ? 1 : 0);
        // The slate may be there still: it stands in for the host of before.
        var received = await ReceivedStream.ReadAsync(studio.Platform.Watch.Of(OverSrt), cancellationToken);
        run.Say($"SRT, a wrong key: the room says \"{Text(refused, "lastRefusal", "detail")}\", OBS {(later.IsActive ? "tries again" : "does not try again")}");
        run.Exactly("srt-wrong-key-pictures", "SRT, a wrong key: OBS' pictures at the destination", received.Shown.Count, 0);
    }

    private static async Task PublishAsync(LiveRun run, Studio studio, RoomApi room, string server, string key, CancellationToken cancellationToken)
    {
        var startedMs = LiveClock.NowMs;
        await using var obs = await ObsStudio.StartAsync(server, key, studio.Clip, cancellationToken);
        await HoldComesInAsync(run, room, "RTMP", startedMs, cancellationToken);
        await HoldCalmAsync(run, studio, room, obs, "RTMP", OverRtmp, cancellationToken);
        await HoldBackAsync(run, studio, room, "RTMP", OverRtmp, cancellationToken);
        await HoldEndsAsync(run, room, obs, "RTMP", "Finished", cancellationToken);
    }

    private static async Task PublishOverSrtAsync(LiveRun run, Studio studio, RoomApi room, string server, CancellationToken cancellationToken)
    {
        var startedMs = LiveClock.NowMs;
        await using var obs = await ObsStudio.StartAsync(server, "", studio.Clip, cancellationToken);
        await HoldComesInAsync(run, room, "SRT", startedMs, cancellationToken);
        await HoldCalmAsync(run, studio, room, obs, "SRT", OverSrt, cancellationToken);
        await HoldBackAsync(run, studio, room, "SRT", OverSrt, cancellationToken);
        await HoldEndsAsync(run, room, obs, "SRT", "Disconnected", cancellationToken);
    }

    // The server is killed and started again; OBS comes back by itself, and so do its pictures at the destination.
    private static async Task HoldBackAsync(LiveRun run, Studio studio, RoomApi room, string over, string destination, CancellationToken cancellationToken)
    {
        var watch = studio.Platform.Watch;
        // What the room had before the kill is stored, and believed for a moment after the start.
        var before = (await room.TryInspectAsync(cancellationToken) ?? throw new SetupException("The server does not answer.")).GetProperty("sinceUnixMs").GetInt64();
        await studio.Server.KillAsync();
        var killedMs = LiveClock.NowMs;
        await studio.Server.StartAsync(cancellationToken);
        var readyMs = LiveClock.NowMs;
        var isBack = await room.TryWhenAsync(
            stream => stream.GetProperty("state").GetString() == "live" && stream.GetProperty("sinceUnixMs").GetInt64() > before, BackPatience, cancellationToken) is not null;
        var comesMs = LiveClock.NowMs;
        var from = watch.Pictures(destination);
        await Patience.TryUntilAsync(() => watch.Pictures(destination) > from + BackPictures, BackPatience, cancellationToken);
        run.Say($"{over}, kill -9 of the server: ready again after {(readyMs - killedMs) / 1_000:0.0} s, OBS publishes again after {(isBack ? (comesMs - killedMs) / 1_000 : -1):0.0} s");
        run.AtMost($"{Of(over)}-server-kill-publishes-ms", $"{over}, kill -9 of the server: OBS publishes again by itself", isBack ? comesMs - killedMs : null, MostBackMs, " ms");
        await Task.Delay(TailMs, cancellationToken);
        var received = await ReceivedStream.ReadAsync(watch.Of(destination), cancellationToken);
        var backMs = received.Shown.Where(each => each.AtMs > readyMs).Select(each => (double?)each.AtMs).FirstOrDefault() - killedMs;
        run.AtMost($"{Of(over)}-server-kill-pictures-back-ms", $"{over}, kill -9 of the server: OBS' pictures at the destination again", backMs, MostBackMs, " ms");
    }

    // As the room says.
    private static async Task HoldComesInAsync(LiveRun run, RoomApi room, string over, double startedMs, CancellationToken cancellationToken)
    {
        var live = await room.TryWhenAsync(stream => stream.GetProperty("state").GetString() == "live", StartPatience, cancellationToken);
        run.AtMost($"{Of(over)}-live-ms", $"{over}: OBS publishes, from the start of its process", live is null ? null : LiveClock.NowMs - startedMs, MostStartMs, " ms");
        var seen = await room.TryWhenAsync(
            stream => Number(stream, "video", "widthPx") is not null && Number(stream, "video", "framesPerSecond") > 0 && Number(stream, "audio", "sampleRateHz") is not null, StartPatience, cancellationToken)
            ?? throw new SetupException($"{over}: the room knows no picture and sound of OBS': {await room.TryInspectAsync(cancellationToken)}");
        var (video, audio) = (seen.GetProperty("video"), seen.GetProperty("audio"));
        var facts = string.Create(
            CultureInfo.InvariantCulture,
            $"{video.GetProperty("widthPx")} × {video.GetProperty("heightPx")}, {video.GetProperty("codec")}, {audio.GetProperty("codec")} {audio.GetProperty("sampleRateHz")} Hz");
        run.Say($"{over}: {facts}, encoder \"{seen.GetProperty("encoder")}\"");
        run.Hold(new Bar(
            run.Name,
            $"{over}: the room's picture and sound are {ObsHome.WidthPx} × {ObsHome.HeightPx}, H.264 and AAC",
            facts,
            Number(seen, "video", "widthPx") is ObsHome.WidthPx && Number(seen, "video", "heightPx") is ObsHome.HeightPx
                && video.GetProperty("codec").GetString()!.StartsWith("avc1.", StringComparison.Ordinal) && audio.GetProperty("codec").GetString() == "mp4a.40.2"));
    }

    // Nothing is lost while nothing is wrong: not by OBS for the connection's sake, not here, not on the way out.
    private static async Task HoldCalmAsync(LiveRun run, Studio studio, RoomApi room, ObsStudio obs, string over, string destination, CancellationToken cancellationToken)
    {
        var seconds = run.Options.Seconds ?? DefaultSeconds;
        await room.WhenSentAsync(destination, BackPictures, cancellationToken);
        var (before, beganMs) = (await obs.StatusAsync(cancellationToken), LiveClock.NowMs);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        var (after, endedMs) = (await obs.StatusAsync(cancellationToken), LiveClock.NowMs);
        var stream = await room.TryInspectAsync(cancellationToken) ?? throw new SetupException("The server does not answer.");
        var figures = await obs.FiguresAsync(cancellationToken);
        run.Note($"{Of(over)}-obs-not-drawn", figures.GetProperty("renderSkippedFrames").GetDouble());
        run.Note($"{Of(over)}-obs-not-encoded", figures.GetProperty("outputSkippedFrames").GetDouble());
        run.Note($"{Of(over)}-keyframes-apart-ms", Number(stream, "video", "keyframeIntervalMs") ?? -1);
        var perSecond = Number(stream, "video", "framesPerSecond") ?? 0;
        run.Note($"{Of(over)}-pictures-per-second", perSecond);
        run.Hold(new Bar(
            run.Name,
            FormattableString.Invariant($"{over}: pictures a second, as the room says, {LeastPicturesPerSecond} to {MostPicturesPerSecond}"),
            FormattableString.Invariant($"{perSecond}"),
            perSecond is >= LeastPicturesPerSecond and <= MostPicturesPerSecond));
        run.Exactly($"{Of(over)}-dropped", $"{over}: pictures of {after.Pictures - before.Pictures} in {seconds} s that OBS dropped for the connection", after.DroppedPictures - before.DroppedPictures, 0);
        run.Exactly($"{Of(over)}-clock-restarts", $"{over}: times at which its clock jumped back", stream.GetProperty("clockRestarts").GetDouble(), 0);

        var recordings = studio.Platform.Watch.Of(destination);
        var pictures = recordings.Count == 0 ? [] : recordings[^1].Arrivals.Where(each => each.IsPicture && each.AtMs >= beganMs && each.AtMs <= endedMs).ToArray();
        var steps = pictures.Zip(pictures.Skip(1)).Select(pair => (double)(pair.Second.TimestampMs - pair.First.TimestampMs)).ToArray();
        var shown = (await ReceivedStream.ReadAsync(recordings, cancellationToken)).Shown.Count(each => each.AtMs >= beganMs && each.AtMs <= endedMs);
        run.Note($"{Of(over)}-destination-pictures", pictures.Length);
        run.Exactly($"{Of(over)}-destination-holes", $"{over}: steps over {MostStepMs} ms between {pictures.Length} pictures at the destination", steps.Count(step => step > MostStepMs), 0);
        run.Exactly($"{Of(over)}-destination-others", $"{over}: pictures at the destination that are none of OBS' (the slate, damaged ones)", pictures.Length - shown, 0);
        run.Exactly($"{Of(over)}-destination-connections", $"{over}: connections of the destination", recordings.Count, 1);
    }

    private static async Task HoldEndsAsync(LiveRun run, RoomApi room, ObsStudio obs, string over, string reason, CancellationToken cancellationToken)
    {
        await obs.StopStreamAsync(cancellationToken);
        var stoppedMs = LiveClock.NowMs;
        var waiting = await room.TryWhenAsync(stream => stream.GetProperty("state").GetString() == "waiting", Patience.Step, cancellationToken);
        run.AtMost($"{Of(over)}-end-ms", $"{over}: \"Stop Streaming\" is seen as the end", waiting is null ? null : LiveClock.NowMs - stoppedMs, MostEndMs, " ms");
        var seen = Text(waiting, "lastEnd", "reason");
        run.Hold(new Bar(run.Name, $"{over}: the end's reason is {reason}", seen, seen == reason));
        run.Hold(new Bar(run.Name, $"{over}: OBS is one process from its start to \"Stop Streaming\"", obs.Runs ? "it is" : "it ended", obs.Runs));
    }

    private static string Of(string over) => over.ToLowerInvariant();

    private static string Text(JsonElement? stream, string part, string name) => stream is { } known && known.GetProperty(part) is { ValueKind: JsonValueKind.Object } one ? one.GetProperty(name).GetString() ?? "" : "nothing";

    private static double? Number(JsonElement stream, string track, string name) =>
        stream.GetProperty(track) is { ValueKind: JsonValueKind.Object } facts && facts.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
