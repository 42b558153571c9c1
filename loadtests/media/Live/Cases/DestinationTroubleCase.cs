using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live.Cases;

/// <summary>
/// One of three destinations has trouble of each kind in turn, for a while each. It can be back from the moment at which its platform listens, goes on, or is given a key
/// that it takes; it is back with the first picture of the host that the platform has after that.
/// </summary>
internal static class DestinationTroubleCase
{
    private const string Room = "trouble", Bad = "bad", One = "one", Two = "two";
    private const double MostBackMs = 5_000;
    private const int DefaultSeconds = 12, CalmMs = 3_000;
    private static readonly TimeSpan BackPatience = TimeSpan.FromSeconds(90);

    /// <summary>The case.</summary>
    public static readonly LiveCase Case = new(
        "destination-trouble", $"one destination refuses, stalls, resets, dies for {DefaultSeconds} s (--seconds 60): the others lose no picture, it is back ≤ 5 s after it can be", RunAsync);

    private static async Task RunAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var trouble = TimeSpan.FromSeconds(run.Options.Seconds ?? DefaultSeconds);
        await using var studio = await Studio.OpenAsync(run, new Dictionary<string, string>(StringComparer.Ordinal), clip: null, cancellationToken);
        await using var platform = new NginxPlatform();
        await platform.StartAsync(cancellationToken);
        var (good, bad) = (studio.Platform.Watch, platform.Watch);
        var room = studio.Server.Room(Room);
        await room.SetDestinationAsync(One, studio.Platform.AddressOf(One), cancellationToken);
        await room.SetDestinationAsync(Two, studio.Platform.AddressOf(Two), cancellationToken);
        await room.SetDestinationAsync(Bad, platform.AddressOf(Bad), cancellationToken);
        var backs = new List<(string What, string Figure, double CanMs)>();
        await using (HostPublisher.Ffmpeg(studio.Clip, studio.Server.AddressOf(await room.MakeKeyAsync(cancellationToken))))
        {
            foreach (var id in new[] { One, Two, Bad })
            {
                await room.WhenSentAsync(id, 60, cancellationToken);
            }

            async Task TroubleAsync(string what, string figure, Func<Task> begin, TimeSpan lasts, Func<Task> end)
            {
                await begin();
                await Task.Delay(lasts, cancellationToken);
                var (canMs, had) = (LiveClock.NowMs, bad.Pictures(Bad));
                await end();
                await Patience.UntilAsync(() => bad.Pictures(Bad) > had + 15, BackPatience, () => $"{what}: the destination does not come back. {studio.Server.Process.Log}", cancellationToken);
                run.Say($"{what}: {lasts.TotalSeconds:0.#} s of it, back within {LiveClock.NowMs - canMs:0} ms");
                backs.Add((what, figure, canMs));
                await Task.Delay(CalmMs, cancellationToken);
            }

            // Until it listens it cannot be back: its own start is not counted.
            var downMs = 0.0;
            async Task UpAsync()
            {
                await platform.StartAsync(cancellationToken);
                downMs = LiveClock.NowMs;
            }

            await TroubleAsync("resets", "reset", platform.KillAsync, TimeSpan.Zero, UpAsync);
            backs[^1] = backs[^1] with { CanMs = downMs };
            await TroubleAsync("dies and refuses connections", "dead", platform.KillAsync, trouble, UpAsync);
            backs[^1] = backs[^1] with { CanMs = downMs };
            await TroubleAsync(
                "stalls", "stalled", () => Signal(platform, WorkerProcesses.Stop), trouble, () => Signal(platform, WorkerProcesses.Continue));
            await TroubleAsync(
                "refuses the key", "refused", () => room.SetDestinationAsync(Bad, platform.AddressOf(Bad, "strict"), cancellationToken), trouble,
                () => room.SetDestinationAsync(Bad, platform.AddressOf(Bad), cancellationToken));
        }

        run.Say($"decoding what the platforms recorded");
        var (missing, shown) = (0, 0);
        foreach (var id in new[] { One, Two })
        {
            var stream = await ReceivedStream.ReadAsync(good.Of(id), cancellationToken);
            (missing, shown) = (missing + stream.Missing, shown + stream.Shown.Count);
        }

        var troubled = await ReceivedStream.ReadAsync(bad.Of(Bad), cancellationToken);
        foreach (var (what, figure, canMs) in backs)
        {
            // By a new connection: a platform that goes on first takes what had come before it stood still.
            var back = troubled.Shown.GroupBy(each => each.Connection).Select(each => (double?)each.First().AtMs).Where(atMs => atMs > canMs).Min() - canMs;
            run.AtMost($"{figure}-back-ms", $"a destination that {what}{(figure == "reset" ? "" : $" for {trouble.TotalSeconds:0} s")} is back after it can be", back, MostBackMs, " ms");
        }

        run.Exactly("other-destinations-missing-pictures", $"pictures that the two others missed, of {shown}", missing, 0);
        run.Exactly("other-destinations-connections", "connections of the two others", good.Of(One).Count + good.Of(Two).Count, 2);
    }

    private static Task Signal(NginxPlatform platform, int signal)
    {
        platform.Signal(signal);
        return Task.CompletedTask;
    }
}
