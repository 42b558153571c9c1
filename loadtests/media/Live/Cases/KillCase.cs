using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// The encoder and a relay are killed with -9 and frozen, in turn, while a host streams to two destinations. Back is the first picture of the host that the receiver
/// has and that was made or sent by the new worker: the first one after the longest silence that follows the signal.
/// </summary>
internal static class KillCase
{
    private const string One = "one", Two = "two", Room = "kill";
    private const double MostBackMs = 3_000;
    private const int ShortTimes = 8;

    // A round ends so long after its media is back: a worker counts as healthy then, and what comes next is no repeat.
    private const int CalmMs = 3_000, MostMoreCalmMs = 1_000;
    private static readonly TimeSpan ReplacePatience = TimeSpan.FromSeconds(20), EndPatience = TimeSpan.FromSeconds(10);

    private static readonly (string Role, string Name, int Signal, string What)[] Kinds =
    [
        ("encoder", Room, WorkerProcesses.Kill, "encoder kill -9"),
        ("relay", $"{Room}/{One}", WorkerProcesses.Kill, "relay kill -9"),
        ("encoder", Room, WorkerProcesses.Stop, "encoder SIGSTOP"),
        ("relay", $"{Room}/{One}", WorkerProcesses.Stop, "relay SIGSTOP"),
    ];

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new("kill", $"encoder and relay: kill -9 and SIGSTOP in turn, {ShortTimes} times (--times 100): media back ≤ 3 s at the receiver, nothing orphaned", RunAsync);

    private sealed record Round(int Kind, double AtMs, double EndedMs);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
#pragma warning disable CA5394 // Which moments come does not have to be a secret.
        var random = new Random(run.Options.Seed);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip: null, cancellationToken);
        var (server, watch) = (studio.Server.Process.Id, studio.Platform.Watch);
        var room = studio.Server.Room(Room);
        await room.SetDestinationAsync(One, studio.Platform.AddressOf(One), cancellationToken);
        await room.SetDestinationAsync(Two, studio.Platform.AddressOf(Two), cancellationToken);
        var host = HostPublisher.Ffmpeg(studio.Clip, studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken)));
        var rounds = new List<Round>();
        var orphans = 0;
        await using (host)
        {
            await room.WhenSentAsync(One, 90, cancellationToken);
            await room.WhenSentAsync(Two, 90, cancellationToken);
            var times = run.Options.Times ?? ShortTimes;
            for (var i = 0; i < times; i++)
            {
                var kind = i % Kinds.Length;
                var (role, name, signal, what) = Kinds[kind];
                var before = WorkerProcesses.Of(server, role, name).Single();
                var (atMs, had) = (LiveClock.NowMs, watch.Of(One).Count);
                WorkerProcesses.Send(before, signal);
                await Patience.UntilAsync(
                    () => WorkerProcesses.Of(server, role, name) is [var id] && id != before, ReplacePatience, () => $"{what}: nothing came for {before}. {studio.Server.Process.Log}", cancellationToken);
                var replacedMs = LiveClock.NowMs;
                var (fromOne, fromTwo) = (watch.Pictures(One), watch.Pictures(Two));
                await Patience.UntilAsync(
                    () => watch.Pictures(One) > fromOne + 30 && watch.Pictures(Two) > fromTwo + 30 && (role == "encoder" || watch.Of(One).Count > had),
                    ReplacePatience, () => $"{what}: no pictures came any more. {studio.Server.Process.Log}", cancellationToken);
                await Task.Delay(CalmMs + random.Next(MostMoreCalmMs), cancellationToken);
                rounds.Add(new Round(kind, atMs, LiveClock.NowMs));
                orphans = Math.Max(orphans, WorkerProcesses.Of(server).Count - 3);
                run.Say($"{i + 1,3} of {times}: {what}, a new process after {replacedMs - atMs:0} ms");
            }

            foreach (var id in new[] { One, Two })
            {
                await room.RemoveDestinationAsync(id, cancellationToken);
            }
        }

        await Patience.TryUntilAsync(() => WorkerProcesses.Of(server).Count == 0 && WorkerProcesses.CountEndedUnnoticed(server) == 0, EndPatience, cancellationToken);
        orphans = Math.Max(orphans, WorkerProcesses.Of(server).Count + WorkerProcesses.CountEndedUnnoticed(server));
        run.Say($"decoding what the platform recorded");
        var (one, two) = (await ReceivedStream.ReadAsync(watch.Of(One), cancellationToken), await ReceivedStream.ReadAsync(watch.Of(Two), cancellationToken));
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var isEncoder = Kinds[kind].Role == "encoder";
            double?[] backs = [.. rounds.Where(round => round.Kind == kind).Select(round => Worse(BackMs(one, round), isEncoder ? BackMs(two, round) : 0))];
            if (backs.Length > 0)
            {
                var figure = Kinds[kind].What.Replace(' ', '-');
                run.Note($"{figure}-median-ms", backs.Order().ElementAt(backs.Length / 2) ?? -1);
                run.AtMost($"{figure}-worst-ms", $"{Kinds[kind].What}, {backs.Length} times: the host's pictures are back at the receiver", backs.Contains(null) ? null : backs.Max(), MostBackMs, " ms");
            }
        }

        var untouched = rounds.Where(round => Kinds[round.Kind].Role == "relay").Sum(round => two.MissingBetween(round.AtMs, round.EndedMs));
        run.Exactly("other-destination-missing-pictures", "pictures that the other destination missed while a relay was killed or frozen", untouched, 0);
        run.Exactly("other-destination-connections", "connections of the other destination", watch.Of(Two).Count, 1);
        run.Exactly("orphans", "workers too many at any time, or left at the end, ended ones that nobody has taken notice of included", orphans, 0);
#pragma warning restore CA5394
    }

    private static double? Worse(double? one, double? other) => one is null || other is null ? null : Math.Max(one.Value, other.Value);

    // The end of the longest silence that began before the media can have been back, counted from the signal.
    private static double? BackMs(ReceivedStream stream, Round round)
    {
        double[] shown = [.. stream.Shown.Select(each => each.AtMs).Where(atMs => atMs >= round.AtMs && atMs <= round.EndedMs)];
        if (shown.Length < 2)
        {
            return null;
        }

        var (longestMs, backMs, lastMs) = (0.0, (double?)null, round.AtMs);
        foreach (var atMs in shown)
        {
            (longestMs, backMs) = atMs - lastMs > longestMs ? (atMs - lastMs, atMs) : (longestMs, backMs);
            lastMs = atMs;
        }

        return backMs - round.AtMs;
    }
}
