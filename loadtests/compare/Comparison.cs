using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare;

/// <summary>Runs cases, shows what came out, holds the bars.</summary>
internal static class Comparison
{
    /// <summary>True where every bar holds.</summary>
    public static async Task<bool> RunAsync(IReadOnlyList<ComparedCase> cases, CompareOptions options, Outputs outputs, CancellationToken cancellationToken)
    {
        outputs.Prepare();
        using var progress = new Progress();
        List<CaseResult> results = [];
        List<Bar> bars = [];
        foreach (var compared in cases)
        {
            progress.Print($"{compared.Name}: {compared.What}");
            try
            {
                var found = await compared.RunAsync(options, progress, cancellationToken);
                results.AddRange(found);
                bars.AddRange(compared.Bars(found));
            }
            catch (Exception exception) when (exception is SetupException or TimeoutException)
            {
                // The other cases have something to say all the same.
                progress.Stop();
                progress.Print($"  {compared.Name} could not be run: {exception.Message}");
                bars.Add(new Bar(compared.Name, "the case runs to its end", exception.Message.Split('\n')[0], Holds: false));
            }
        }

        Show(results, bars, progress);
        await outputs.WriteAsync(results, bars, cancellationToken);
        return bars.All(bar => bar.Holds);
    }

    private static void Show(List<CaseResult> results, List<Bar> bars, Progress progress)
    {
        progress.Print($"\n{ResultTable.Of(results)}\n{BarTable.Markdown(bars)}");
        foreach (var result in results.Where(result => result.SwarmThreadShare > CaseResult.BusyShare))
        {
            progress.Print($"NOTE {result.Case} {result.System}: the swarm's thread was {result.SwarmThreadShare:P0} busy: its latencies are partly the generator's own.");
        }

        foreach (var result in results.Where(result => result.PublishedLateMs > CaseResult.LateMs))
        {
            progress.Print($"NOTE {result.Case} {result.System}: an event was published {result.PublishedLateMs:F0} ms late: this machine was busy with something else; latencies hold it.");
        }

        if (AudiencePlan.From(results) is { } plan)
        {
            progress.Print($"{plan.Describe()}");
        }

        progress.Print($"{(bars.All(bar => bar.Holds) ? "PASS" : "FAIL")}: {bars.Count(bar => bar.Holds)} of {bars.Count} bars hold");
    }
}
