using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;
using HdrHistogram;

namespace CrossLive.LoadTests.Audience;

/// <summary>Brings the audience in, lets it stay, says what it saw.</summary>
internal static class AudienceRun
{
    /// <summary>Most chats a second: each four need five who write, with a connection and a buffer each.</summary>
    public const int MaxRate = 200;

    // What a viewer may say a second, with room for what comes late.
    private const double ChatsPerWriter = 0.8;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    /// <summary>True where every bar holds.</summary>
    public static async Task<bool> RunAsync(AudienceOptions options, CancellationToken cancellationToken)
    {
        var servers = await Task.WhenAll(options.Urls.Select(SwarmServer.FindAsync));
        var writers = options.Rate > 0 ? (int)Math.Ceiling(options.Rate / ChatsPerWriter) : 0;
        var tokens = await AudienceTokens.ForAsync(options, writers + 1, cancellationToken);
        using var swarm = new ViewerSwarm(PlanOf(options, servers, tokens[writers]));
        var isEverybodyIn = await EnterAsync(swarm, options, cancellationToken);
        using var publisher = writers == 0 ? null : await SocketPublisher.ConnectAsync(
            servers[0], tokens[..writers].Select(TargetOf), () => SignalRJson.CrossLive(options.Room), isJoining: true, PeerEvent.ChatCall, cancellationToken);
        var fromUs = MonotonicClock.NowUs + 100_000;
        var toUs = fromUs + (long)options.Stay.TotalMicroseconds;
        publisher?.Start(new Schedule(fromUs, options.Rate));
        swarm.Measure(fromUs, toUs);
        await WatchAsync(swarm, toUs, cancellationToken);
        publisher?.Stop();
        await Task.Delay(publisher is null ? TimeSpan.Zero : Drain, cancellationToken);
        return Report(swarm, options, isEverybodyIn, publisher?.Problems ?? []);
    }

    private static SwarmPlan PlanOf(AudienceOptions options, IReadOnlyList<SwarmServer> servers, string token) => new()
    {
        Viewers = options.Viewers,
        Servers = servers,
        Target = _ => TargetOf(token),
        Dialects = [() => SignalRJson.CrossLive(options.Room), () => SignalRMessagePack.CrossLive(options.Room)],
        ComeBack = ComeBack.LikeOurClients,
        Threads = options.Viewers > 20_000 && Environment.ProcessorCount > 2 ? 2 : 1,
    };

    private static string TargetOf(string token) => $"/hubs/room?access_token={token}";

    private static async Task<bool> EnterAsync(ViewerSwarm swarm, AudienceOptions options, CancellationToken cancellationToken)
    {
        var began = MonotonicClock.NowUs;
        try
        {
            await swarm.EnterAsync(TimeSpan.FromSeconds(120), cancellationToken);
        }
        catch (TimeoutException exception)
        {
            Print($"not everybody came in: {exception.Message}");
            return false;
        }

        Print($"{options.Viewers:N0} viewers are in after {(MonotonicClock.NowUs - began) / 1e6:F1} s");
        return true;
    }

    private static async Task WatchAsync(ViewerSwarm swarm, long untilUs, CancellationToken cancellationToken)
    {
        var (events, frames) = (swarm.Events, swarm.Frames);
        while (MonotonicClock.NowUs < untilUs)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            Print($"  {swarm.In:N0} in, {swarm.Events - events:N0} events/s, {swarm.Frames - frames:N0} frames/s, {swarm.ProblemCount:N0} problems");
            (events, frames) = (swarm.Events, swarm.Frames);
        }
    }

    private static bool Report(ViewerSwarm swarm, AudienceOptions options, bool isEverybodyIn, IReadOnlyList<string> publisherProblems)
    {
        var window = swarm.Window();
        Print($"{swarm.Events:N0} events in {swarm.Frames:N0} frames; {swarm.Loops.Sum(loop => loop.Meter.Lost):N0} connections were lost, {swarm.Loops.Sum(loop => loop.Meter.Skips):N0} viewers moved to a snapshot");
        if (window.Delivered > 0)
        {
            Print($"latency p50 {window.LatencyUs.GetValueAtPercentile(50) / 1e3:F1} ms, p99 {window.LatencyUs.GetValueAtPercentile(99) / 1e3:F1} ms, worst {window.LatencyUs.GetMaxValue() / 1e3:F1} ms of {window.Delivered:N0} deliveries");
        }

        foreach (var problem in swarm.Problems.Concat(publisherProblems))
        {
            Print($"  PROBLEM: {problem}");
        }

        Print($"{(isEverybodyIn ? "PASS" : "FAIL")}: everybody is in ({swarm.Loops.Sum(loop => loop.Meter.Joins):N0} joins of {options.Viewers:N0} viewers)");
        Print($"{(swarm.ProblemCount == 0 ? "PASS" : "FAIL")}: no gap, repeat or disorder ({swarm.ProblemCount:N0} seen)");
        return isEverybodyIn && swarm.ProblemCount == 0;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
