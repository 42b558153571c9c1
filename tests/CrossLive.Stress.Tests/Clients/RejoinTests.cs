using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Clients;

public sealed class RejoinTests
{
    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task A_connection_that_joins_again_and_again_while_events_flow_goes_on_from_each_answer(ServerPath path)
    {
        var rejoins = 40 * StressRun.Factor;
        await using var server = await HubServer.StartAsync(path);
        var room = await server.OpenAsync("rejoin");
        using var stop = new CancellationTokenSource();
        var viewers = Enumerable.Range(0, 10).Select(i => new CheckingClient(server, "rejoin", $"v{i}")).ToArray();
        await Task.WhenAll(viewers.Select(viewer => viewer.JoinAsync()));
        var publishing = Publisher.ChatOnAsync(room, 5, "m", viewers, stop.Token);

        await Task.WhenAll(viewers.Select(viewer => Task.Run(async () =>
        {
            for (var i = 0; i < rejoins; i++)
            {
                // Frames of the old subscription are on their way; the client passes over what the answer covers, and finds any gap.
                await viewer.AskToJoinAsync();
                await viewer.ReadToAsync(viewer.Position.Sequence + 1);
            }
        }))).WaitAsync(StressRun.Patience);
        await stop.CancelAsync();
        var last = await publishing;
        await Task.WhenAll(viewers.Select(viewer => viewer.ReadToAsync(last))).WaitAsync(StressRun.Patience);

        viewers.ShouldAllBe(viewer => viewer.Resets == 0);
        server.Feeds.Viewers.ShouldBe(viewers.Length);
        foreach (var viewer in viewers)
        {
            viewer.Dispose();
        }

        await Eventually.HoldsAsync(() => server.Feeds.Viewers == 0, "every place to be given back");
    }
}
