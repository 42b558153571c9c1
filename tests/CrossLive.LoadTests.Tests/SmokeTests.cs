using CrossLive.LoadTests.Compare;
using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Compare.Systems;

namespace CrossLive.LoadTests.Tests;

/// <summary>The whole way, small: server processes, viewers over both protocols, a publisher, a window. Figures of a run so short say nothing and are not looked at.</summary>
public class SmokeTests
{
    private static readonly FanoutShape Small = new("smoke", 20, 50, TimeSpan.FromSeconds(1))
    {
        LeastWarmUp = TimeSpan.Zero,
        MostWarmUp = TimeSpan.Zero,
        MostCalming = TimeSpan.Zero,
        LeadIn = TimeSpan.FromMilliseconds(500),
    };

    [Theory]
    [InlineData(SystemNames.CrossLive, PublishWay.Hub)]
    [InlineData(SystemNames.CrossLive, PublishWay.Ingress)]
    [InlineData(SystemNames.SignalR, PublishWay.Hub)]
    [InlineData(SystemNames.Floor, PublishWay.Hub)]
    internal async Task Viewers_of_a_real_server_get_events_in_order(string name, PublishWay way)
    {
        var options = new CompareOptions([name], 1, Small.Window, new Dictionary<string, string>(StringComparer.Ordinal), way);
        await using var system = options.Create(name) ?? new FloorSystem(Small.Rate, TimeSpan.FromMilliseconds(20));
        using var progress = new Progress();

        await system.StartAsync(CancellationToken.None);
        var result = await FanoutStage.MeasureOnceAsync(system, Small, progress, CancellationToken.None);

        result.Problems.ShouldBe(0);
        result.DeliveredShare.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }
}
