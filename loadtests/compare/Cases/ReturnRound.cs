using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Measures;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>
/// Viewers lose their connections while events go on, and come back with their positions. In the end all of them stand at the room's last event, and each has seen
/// everything from where it first came in exactly once: the swarm's checks go on over connections.
/// </summary>
internal static class ReturnRound
{
    /// <summary>In <see cref="CaseResult.More"/>: from the break until the last one was back and had caught up, in s.</summary>
    public const string AllBackSeconds = "allBackSeconds";

    /// <summary>In <see cref="CaseResult.More"/>: viewers that came back and missed nothing.</summary>
    public const string Recovered = "recovered";

    /// <summary>In <see cref="CaseResult.More"/>: viewers that were moved to a snapshot.</summary>
    public const string Skips = "skips";

    /// <summary>In <see cref="CaseResult.More"/>: viewers that in the end had not seen the room's last event.</summary>
    public const string Behind = "behind";

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BackPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    /// <summary>Runs it.</summary>
    /// <param name="name">The case.</param>
    /// <param name="server">Is waited for until it is warm.</param>
    /// <param name="plan">The viewers.</param>
    /// <param name="publish">Begins to send events.</param>
    /// <param name="broken">How many viewers lose their connection.</param>
    /// <param name="breakNow">Breaks the connections.</param>
    /// <param name="progress">Shows it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<CaseResult> RunAsync(
        string name, ChildProcess server, SwarmPlan plan, Func<Task<EventSource>> publish, int broken, Func<ViewerSwarm, Task> breakNow, Progress progress, CancellationToken cancellationToken)
    {
        using var swarm = new ViewerSwarm(plan with { ComeBack = ComeBack.LikeOurClients });
        progress.Watch(swarm, SystemNames.CrossLive, name);
        await swarm.EnterAsync(FanoutStage.EnterPatience, cancellationToken);
        using var events = await publish();
        await WarmUp.WaitAsync(server, Before, WarmUp.Max, cancellationToken);
        var joinsBefore = JoinsOf(swarm);
        var brokeAtUs = MonotonicClock.NowUs;
        await breakNow(swarm);
        var back = await WaitUntilBackAsync(swarm, brokeAtUs, joinsBefore + broken, cancellationToken);

        // Those that are back see new events as before, then everybody sees the last one.
        await Task.Delay(After, cancellationToken);
        events.Publisher?.Stop();
        var end = await WaitForTheLastEventAsync(swarm, brokeAtUs, cancellationToken);
        progress.Stop();
        var returned = JoinsOf(swarm) - joinsBefore;
        progress.Print(
            $"  {returned:N0} came back, the last one after {back.LastUs / 1e6:F2} s (half of them within {back.BackUs.GetValueAtPercentile(50) / 1e6:F2} s); {back.Missing:N0} did not; {end.Behind:N0} without the last event");
        return new CaseResult
        {
            Case = name,
            System = SystemNames.CrossLive,
            Viewers = plan.Viewers,
            Rounds = 1,
            Problems = progress.NoteProblems(SystemNames.CrossLive, [.. swarm.Problems, .. events.Problems], swarm.ProblemCount + events.Problems.Count),
            More = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                [AllBackSeconds] = back.Missing == 0 ? back.LastUs / 1e6 : double.MaxValue,
                ["returned"] = returned,
                [Recovered] = swarm.Loops.Sum(loop => loop.Meter.Recoveries),
                [Skips] = swarm.Loops.Sum(loop => loop.Meter.Skips),
                ["refusals"] = swarm.Loops.Sum(loop => loop.Meter.Refusals),
                [Behind] = end.Behind,
            },
        };
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(string name, CaseResult result, double maxBackSeconds) =>
    [
        ProblemBar.Of(name, [result]),
        Bar.AtMost(name, "all back and caught up", result.More![AllBackSeconds] < double.MaxValue ? result.More[AllBackSeconds] : null, maxBackSeconds, " s"),
        Bar.Exactly(name, "viewers that were given a snapshot instead of what they missed", result.More[Skips], 0),
        Bar.Exactly(name, "viewers without the room's last event", result.More[Behind], 0),
    ];

    private static async Task<ReturnMeter> WaitUntilBackAsync(ViewerSwarm swarm, long brokeAtUs, long joins, CancellationToken cancellationToken)
    {
        var untilUs = brokeAtUs + (long)BackPatience.TotalMicroseconds;
        ReturnMeter meter;
        do
        {
            await Task.Delay(100, cancellationToken);
            meter = await ReturnMeter.TakeAsync(swarm, brokeAtUs);
        }
        while ((meter.Missing > 0 || JoinsOf(swarm) < joins) && MonotonicClock.NowUs < untilUs);
        return meter;
    }

    private static long JoinsOf(ViewerSwarm swarm) => swarm.Loops.Sum(loop => loop.Meter.Joins);

    private static async Task<ReturnMeter> WaitForTheLastEventAsync(ViewerSwarm swarm, long brokeAtUs, CancellationToken cancellationToken)
    {
        var untilUs = MonotonicClock.NowUs + (long)EndPatience.TotalMicroseconds;
        var (eventsBefore, restedUs) = (swarm.Events, MonotonicClock.NowUs);

        // At rest: nobody was shown anything for a second.
        while (MonotonicClock.NowUs - restedUs < 1_000_000 && MonotonicClock.NowUs < untilUs)
        {
            await Task.Delay(50, cancellationToken);
            (eventsBefore, restedUs) = swarm.Events == eventsBefore ? (eventsBefore, restedUs) : (swarm.Events, MonotonicClock.NowUs);
        }

        return await ReturnMeter.TakeAsync(swarm, brokeAtUs);
    }
}
