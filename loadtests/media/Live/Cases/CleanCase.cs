using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// Nothing is wrong: one destination, then four, then one again, then four while GStreamer publishes. CPU is that of the workers' processes, which the one destination of
/// the same run is compared with; every picture of the host has to be at every destination, by the number on it.
/// </summary>
internal static class CleanCase
{
    private const string Room = "clean";
    private const double MostTimesOneEncode = 1.15, MostCoreAnExtra = 0.03;
    private const int DefaultSeconds = 15, SettleMs = 3_000, TailMs = 1_000, LeastPictures = 120;

    // GStreamer publishes the clip once: 60 s.
    private const int MostGStreamerSeconds = 40;
    private const string Again = "-again";
    private static readonly string[] Four = ["one", "two", "three", "four"];

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "clean", $"one destination, four, one again, {DefaultSeconds} s each (--seconds), then four with GStreamer: all receive every picture; CPU ≤ 1.15 × of one + 3 % of a core for each more", RunAsync);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var seconds = run.Options.Seconds ?? DefaultSeconds;
        await HostPublisher.CheckGStreamerAsync(cancellationToken);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip: null, cancellationToken);
        var watch = studio.Platform.Watch;
        var room = studio.Server.Room(Room);
        await room.SetDestinationAsync(Four[0], studio.Platform.AddressOf(Four[0]), cancellationToken);
        var address = studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken));
        var (before, four, after) = (default(Used), default(Used), default(Used));
        await using (HostPublisher.Ffmpeg(studio.Clip, address))
        {
            await room.WhenSentAsync(Four[0], 60, cancellationToken);
            before = await MeasureAsync(run, studio, "one destination", seconds, cancellationToken);
            foreach (var id in Four[1..])
            {
                await room.SetDestinationAsync(id, studio.Platform.AddressOf(id), cancellationToken);
            }

            foreach (var id in Four[1..])
            {
                await room.WhenSentAsync(id, 30, cancellationToken);
            }

            four = await MeasureAsync(run, studio, "four destinations", seconds, cancellationToken);
            foreach (var id in Four[1..])
            {
                await room.RemoveDestinationAsync(id, cancellationToken);
            }

            after = await MeasureAsync(run, studio, "one destination", seconds, cancellationToken);
        }

        await Task.Delay(TailMs, cancellationToken);
        await HoldPicturesAsync(run, studio, "ffmpeg", Four, double.MinValue, cancellationToken);
        foreach (var id in Four[1..])
        {
            await room.SetDestinationAsync(id, studio.Platform.AddressOf(id + Again), cancellationToken);
        }

        var beganMs = LiveClock.NowMs;
        string[] again = [Four[0], .. Four[1..].Select(id => id + Again)];
        await using (HostPublisher.GStreamer(studio.Clip, address))
        {
            foreach (var id in Four[1..])
            {
                await room.WhenSentAsync(id, 60, cancellationToken);
            }

            await room.WhenAsync(Four[0], one => one.GetProperty("state").GetString() == "live", Patience.Step, cancellationToken);
            run.Say($"GStreamer publishes");
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(seconds, MostGStreamerSeconds)), cancellationToken);
        }

        await Task.Delay(TailMs, cancellationToken);
        await HoldPicturesAsync(run, studio, "GStreamer", again, beganMs, cancellationToken);
        var one = (before.Workers + after.Workers) / 2;
        run.Note("workers-cores-one-destination", one);
        run.Note("workers-cores-one-destination-before", before.Workers);
        run.Note("workers-cores-one-destination-after", after.Workers);
        run.Note("server-cores-one-destination", (before.Server + after.Server) / 2);
        run.Note("server-cores-four-destinations", four.Server);
        var allowed = (MostTimesOneEncode * one) + (MostCoreAnExtra * (Four.Length - 1));
        run.AtMost("workers-cores-four-destinations", $"the workers' CPU with four destinations ({one:0.000} cores with one)", four.Workers, Math.Round(allowed, 3), " cores");
    }

    // Every number from the first to the last, once, over one connection, the last one everywhere the same.
    private static async Task HoldPicturesAsync(LiveRun run, Studio studio, string publisher, string[] keys, double fromMs, CancellationToken cancellationToken)
    {
        run.Say($"decoding what the platform recorded while {publisher} published");
        var (missing, repeated, connections, shown, least) = (0, 0, 0, 0, int.MaxValue);
        foreach (var key in keys)
        {
            var recordings = studio.Platform.Watch.Of(key);
            var stream = (await ReceivedStream.ReadAsync(recordings, cancellationToken)).From(fromMs);
            (missing, repeated, connections, shown) = (missing + stream.Missing, repeated + stream.Repeated, connections + recordings.Count, shown + stream.Shown.Count);
            least = Math.Min(least, stream.Shown.Count);
            run.Say($"{key}: {stream.Shown.Count} pictures, {stream.Missing} missing, {stream.Repeated} repeated, {stream.Others} of the slate, {recordings.Count} connections");
        }

        var figure = publisher.ToLowerInvariant();
        run.Note($"{figure}-pictures", shown);
        run.Exactly($"{figure}-pictures-missing", $"{publisher} publishes: pictures missing at {keys.Length} destinations, of {shown}", missing, 0);
        run.Exactly($"{figure}-pictures-repeated", $"{publisher} publishes: pictures that came twice", repeated, 0);
        run.Exactly($"{figure}-connections", $"{publisher} publishes: connections of {keys.Length} destinations", connections, keys.Length);
        run.Hold(new Bar(run.Name, $"{publisher} publishes: pictures at each destination ≥ {LeastPictures}", $"{least}", least >= LeastPictures));
    }

    private readonly record struct Used(double Workers, double Server);

    private static async Task<Used> MeasureAsync(LiveRun run, Studio studio, string what, int seconds, CancellationToken cancellationToken)
    {
        await Task.Delay(SettleMs, cancellationToken);
        var server = studio.Server.Process.Id;
        var workers = WorkerProcesses.Of(server);
        (long Workers, long Server) Now() => (workers.Sum(ProcessAccounting.CpuUs), ProcessAccounting.CpuUs(server));
        var (began, beganMs) = (Now(), LiveClock.NowMs);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        var (ended, tookUs) = (Now(), (LiveClock.NowMs - beganMs) * 1_000);
        var used = new Used((ended.Workers - began.Workers) / tookUs, (ended.Server - began.Server) / tookUs);
        run.Say($"{what}: {workers.Count} workers used {used.Workers:0.000} cores, the server {used.Server:0.000}");
        return used;
    }
}
