using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// The server is killed with -9 while a host streams to two destinations, one worker frozen, and started again. The host's encoder connects again each 2 s, as OBS does.
/// </summary>
internal static class ServerKillCase
{
    private const string One = "one", Two = "two", Room = "server-kill";
    private const double MostWorkersMs = 2_000, MostStreamingMs = 10_000;
    private const int ShortTimes = 3, CalmMs = 3_000;
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10), BackPatience = TimeSpan.FromSeconds(40);

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "server-kill", $"the server: kill -9 and a new start, {ShortTimes} times (--times): workers end ≤ 2 s, the host's pictures at the receivers ≤ 10 s after the start", RunAsync);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip: null, cancellationToken);
        var watch = studio.Platform.Watch;
        var room = studio.Server.Room(Room);
        foreach (var id in new[] { One, Two })
        {
            await room.SetDestinationAsync(id, studio.Platform.AddressOf(id), cancellationToken);
        }

        await using var host = HostPublisher.Ffmpeg(studio.Clip, studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken)));
        await room.WhenSentAsync(One, 60, cancellationToken);
        await room.WhenSentAsync(Two, 60, cancellationToken);
        var times = run.Options.Times ?? ShortTimes;
        var (ends, starts) = (new List<double?>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            var server = studio.Server.Process.Id;
            if (WorkerProcesses.Of(server).Count != 3)
            {
                throw new SetupException($"There are {WorkerProcesses.Of(server).Count} workers where 3 should be.");
            }

            // A frozen process takes no signal but SIGKILL.
            WorkerProcesses.Send(WorkerProcesses.Of(server, i % 2 == 0 ? "relay" : "encoder")[0], WorkerProcesses.Stop);
            var killedMs = LiveClock.NowMs;
            await studio.Server.KillAsync();
            var areEnded = await Patience.TryUntilAsync(() => WorkerProcesses.Of(server).Count == 0, EndPatience, cancellationToken);
            ends.Add(areEnded ? LiveClock.NowMs - killedMs : null);
            var startedMs = LiveClock.NowMs;
            var (fromOne, fromTwo) = (watch.Pictures(One), watch.Pictures(Two));
            await studio.Server.StartAsync(cancellationToken);
            var readyMs = LiveClock.NowMs;
            await Patience.UntilAsync(
                () => watch.Pictures(One) > fromOne + 30 && watch.Pictures(Two) > fromTwo + 30, BackPatience, () => $"Nothing is streamed: {studio.Server.Process.Log}\n{host.Log}", cancellationToken);
            starts.Add(startedMs);
            run.Say($"{i + 1} of {times}: workers had ended after {ends[^1]:0} ms, ready {readyMs - startedMs:0} ms after the start, streaming after less than {LiveClock.NowMs - startedMs:0} ms");
            await Task.Delay(CalmMs, cancellationToken);
        }

        await studio.Server.KillAsync();
        var (one, two) = (await ReceivedStream.ReadAsync(watch.Of(One), cancellationToken), await ReceivedStream.ReadAsync(watch.Of(Two), cancellationToken));
        double?[] backs = [.. starts.SelectMany(startedMs => new[] { one, two }.Select(stream => stream.Shown.Where(each => each.AtMs > startedMs).Select(each => (double?)each.AtMs).FirstOrDefault() - startedMs))];
        run.AtMost("workers-ended-worst-ms", $"workers end after kill -9 of the server, {times} times, one of them frozen", ends.Contains(null) ? null : ends.Max(), MostWorkersMs, " ms");
        run.Note("streaming-median-ms", backs.Order().ElementAt(backs.Length / 2) ?? -1);
        run.AtMost("streaming-worst-ms", "the host's pictures at both receivers after the start", backs.Contains(null) ? null : backs.Max(), MostStreamingMs, " ms");
    }
}
