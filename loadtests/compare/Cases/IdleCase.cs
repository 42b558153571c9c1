using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm.Native;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>Many viewers in a room where nothing happens: what each costs the server in memory, above the same server when it had been busy and was empty again.</summary>
internal static class IdleCase
{
    /// <summary>Its name.</summary>
    public const string Name = "idle-10000";

    private const int Viewers = 10_000;
    private const int WarmUpViewers = 50;
    private const double WarmUpRate = 20;
    private const double MaxKb = 30;
    private static readonly TimeSpan WarmUpWindow = TimeSpan.FromSeconds(3);

    /// <summary>How long memory may settle after the last one came or left.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(8);

    /// <summary>Runs it; once, since the server is new each time.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(CompareOptions options, Progress progress, CancellationToken cancellationToken)
    {
        List<CaseResult> results = [];
        foreach (var name in options.Systems)
        {
            await using var system = options.Create(name);
            if (system is not null)
            {
                results.Add(await MeasureAsync(system, progress, cancellationToken));
            }
        }

        return results;
    }

    /// <summary>What has to hold.</summary>
    public static IReadOnlyList<Bar> Bars(IReadOnlyList<CaseResult> results)
    {
        var ours = results.FirstOrDefault(result => result.System == SystemNames.CrossLive);
        return ours is null
            ? [ProblemBar.Of(Name, results)]
            : [ProblemBar.Of(Name, results), Bar.AtMost(Name, "server memory of a connection", ours.BytesPerConnection / 1024, MaxKb, " KB")];
    }

    private static async Task<CaseResult> MeasureAsync(SystemUnderTest system, Progress progress, CancellationToken cancellationToken)
    {
        if (DescriptorLimit.Ensure(Viewers) is { } problem)
        {
            throw new SetupException(problem);
        }

        await system.StartAsync(cancellationToken);
        await FanoutStage.MeasureOnceAsync(system, new FanoutShape(Name + " (warm-up)", WarmUpViewers, WarmUpRate, WarmUpWindow), progress, cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        var emptyBytes = ProcessAccounting.MemoryBytes(system.Process.Id);

        using var swarm = new ViewerSwarm(system.PlanFor(Viewers));
        progress.Watch(swarm, system.Name, Name);
        await swarm.EnterAsync(FanoutStage.EnterPatience, cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        var bytes = ProcessAccounting.MemoryBytes(system.Process.Id) - emptyBytes;
        progress.Stop();
        progress.Print($"  {system.Name}: {bytes / 1024.0 / Viewers:F1} KB a connection above {emptyBytes / 1e6:F0} MB");
        return new CaseResult
        {
            Case = Name,
            System = system.Name,
            Viewers = Viewers,
            BytesPerConnection = bytes / (double)Viewers,
            Problems = progress.NoteProblems(system.Name, swarm.Problems, swarm.ProblemCount),
            Rounds = 1,
            More = new Dictionary<string, double>(StringComparer.Ordinal) { ["emptyServerBytes"] = emptyBytes },
        };
    }
}
