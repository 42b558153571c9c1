using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>What has to hold of a fan-out case. Bars against a system that was not run are left out.</summary>
internal static class FanoutBars
{
    private const double MaxP99Ms = 200;

    /// <summary>The bars.</summary>
    /// <param name="name">The case.</param>
    /// <param name="results">What was measured.</param>
    /// <param name="signalR">Most CPU per delivery, as a share of plain SignalR's; null = no bar.</param>
    /// <param name="floor">The same of the floor's.</param>
    /// <param name="isComplete">True where every due event has to come, in time.</param>
    public static IReadOnlyList<Bar> Of(string name, IReadOnlyList<CaseResult> results, double? signalR, double? floor, bool isComplete)
    {
        List<Bar> bars = [ProblemBar.Of(name, results)];
        if (results.FirstOrDefault(result => result.System == SystemNames.CrossLive) is not { } ours)
        {
            return bars;
        }

        Compare(bars, ours, results, SystemNames.SignalR, signalR);
        Compare(bars, ours, results, SystemNames.Floor, floor);
        if (isComplete)
        {
            bars.Add(new Bar(name, "every due event delivered", $"{ours.DeliveredShare:P3}", ours.DeliveredShare >= 1));
            bars.Add(Bar.AtMost(name, "p99", ours.P99Ms, MaxP99Ms, " ms"));
        }

        return bars;
    }

    private static void Compare(List<Bar> bars, CaseResult ours, IReadOnlyList<CaseResult> results, string peer, double? limit)
    {
        if (limit is { } most && results.FirstOrDefault(result => result.System == peer) is { } theirs)
        {
            bars.Add(Bar.AtMost(ours.Case, $"CPU per delivered event / that of {peer}", ours.CpuRatioTo(theirs), most));
        }
    }
}
