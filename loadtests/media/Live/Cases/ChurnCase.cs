using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// A day's sessions, one after the other in a few rooms: a host comes, two destinations, one is taken away and another added, a worker is killed now and then, the host goes.
/// What the server holds is looked at while nothing runs, after the first sessions and after the last.
/// </summary>
internal static class ChurnCase
{
    private const int Rooms = 3, DefaultSessions = 60, WarmUpSessions = 15, KillEach = 5;
    private const double MostMoreBytes = 24 * 1024 * 1024, MostMoreDescriptors = 8, MostMoreThreads = 8;
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15), RestTime = TimeSpan.FromSeconds(4);

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "churn", $"{DefaultSessions} short sessions (--times 500) in {Rooms} rooms, destinations added and taken away, workers killed: no descriptors, processes or memory left over", RunAsync);

    private readonly record struct Held(double Bytes, int Descriptors, int Threads, int Workers);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var sessions = Math.Max(WarmUpSessions + Rooms, run.Options.Times ?? DefaultSessions);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // A session ends when its host has gone.
            ["CrossLive__Media__SlateMs"] = "300",
            ["CrossLive__Media__EncoderPreset"] = "ultrafast",
            // What is looked at is what is held, not what a collector that has had nothing to do has put off.
            ["DOTNET_GCConserveMemory"] = "7",
            ["DOTNET_gcServer"] = "0",
        };
        var clip = await SourceClip.MakeAsync(320, 180, 15, 300, cancellationToken);
        await using var studio = await Studio.OpenAsync(run, settings, clip, cancellationToken);
        var rooms = new List<(RoomApi Api, string Key)>();
        for (var i = 0; i < Rooms; i++)
        {
            var api = studio.Server.Room($"churn-{i}");
            rooms.Add((api, await api.MakeKeyAsync(cancellationToken)));
        }

        await SessionsAsync(run, studio, rooms, 0, WarmUpSessions, cancellationToken);
        var first = await LookAsync(run, studio, cancellationToken);
        var half = (sessions + WarmUpSessions) / 2;
        await SessionsAsync(run, studio, rooms, WarmUpSessions, half, cancellationToken);
        var middle = await LookAsync(run, studio, cancellationToken);
        await SessionsAsync(run, studio, rooms, half, sessions, cancellationToken);
        var last = await LookAsync(run, studio, cancellationToken);
        run.Note("sessions", sessions);
        run.Note("memory-after-warm-up-bytes", first.Bytes);
        run.Note("memory-after-half-bytes", middle.Bytes);
        run.Note("memory-at-the-end-bytes", last.Bytes);
        run.Exactly("workers-left", $"workers left after {sessions} sessions, ended ones that nobody has taken notice of included", last.Workers, 0);
        run.AtMost("descriptors-more", $"descriptors of the server more than after the first {WarmUpSessions} sessions ({first.Descriptors})", last.Descriptors - first.Descriptors, MostMoreDescriptors);
        run.AtMost("threads-more", $"threads of the server more than then ({first.Threads})", last.Threads - first.Threads, MostMoreThreads);

        // The second half alone: what grows without end grows there, too.
        run.AtMost("memory-more-mb", "memory (PSS) of the server more than after half of the sessions", (last.Bytes - middle.Bytes) / (1024 * 1024), MostMoreBytes / (1024 * 1024), " MB");
    }

    private static async Task SessionsAsync(LiveRun run, Studio studio, List<(RoomApi Api, string Key)> rooms, int from, int until, CancellationToken cancellationToken)
    {
        var next = from - 1;
        await Task.WhenAll(rooms.Select(async room =>
        {
            for (var i = Interlocked.Increment(ref next); i < until; i = Interlocked.Increment(ref next))
            {
                await SessionAsync(studio, room.Api, room.Key, isKilled: i % KillEach == 0, cancellationToken);
            }
        }));
        run.Say($"{until} sessions");
    }

    private static async Task SessionAsync(Studio studio, RoomApi room, string key, bool isKilled, CancellationToken cancellationToken)
    {
        await room.SetDestinationAsync("one", studio.Platform.AddressOf(room.Name + "-one"), cancellationToken);
        await room.SetDestinationAsync("two", studio.Platform.AddressOf(room.Name + "-two"), cancellationToken);
        await using (HostPublisher.Ffmpeg(studio.Clip, studio.Server.AddressOf(key)))
        {
            await room.WhenSentAsync("one", 5, cancellationToken);
            await room.WhenSentAsync("two", 5, cancellationToken);
            await room.RemoveDestinationAsync("two", cancellationToken);
            await room.SetDestinationAsync("three", studio.Platform.AddressOf(room.Name + "-three"), cancellationToken);
            if (isKilled)
            {
                foreach (var worker in WorkerProcesses.Of(studio.Server.Process.Id, "relay", room.Name + "/one"))
                {
                    WorkerProcesses.Send(worker, WorkerProcesses.Kill);
                }
            }

            await room.WhenSentAsync("three", 5, cancellationToken);
        }

        await room.RemoveDestinationAsync("one", cancellationToken);
        await room.RemoveDestinationAsync("three", cancellationToken);
    }

    private static async Task<Held> LookAsync(LiveRun run, Studio studio, CancellationToken cancellationToken)
    {
        var server = studio.Server.Process.Id;
        int Workers() => WorkerProcesses.Of(server).Count + WorkerProcesses.CountEndedUnnoticed(server);
        await Patience.TryUntilAsync(() => Workers() == 0, EndPatience, cancellationToken);
        await Task.Delay(RestTime, cancellationToken);
        var held = new Held(
            ProcessAccounting.MemoryBytes(server), Directory.EnumerateFileSystemEntries($"/proc/{server}/fd").Count(), Directory.EnumerateDirectories($"/proc/{server}/task").Count(), Workers());
        run.Say($"at rest: {held.Bytes / (1024 * 1024):0.0} MB, {held.Descriptors} descriptors, {held.Threads} threads, {held.Workers} workers");
        return held;
    }
}
