using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol;
using CrossLive.Rooms;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Clients;

public sealed class ReturnTests
{
    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task Hundreds_that_drop_at_once_come_back_without_a_gap_or_a_repeat(ServerPath path)
    {
        var clients = 300 * StressRun.Factor;
        const int Storms = 3;
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:ConnectsPerSecond", "1000000"));
        var room = await server.OpenAsync("storm");
        var viewers = Enumerable.Range(0, clients).Select(i => new CheckingClient(server, "storm", $"v{i}")).ToArray();
        await Task.WhenAll(viewers.Select(viewer => viewer.JoinAsync())).WaitAsync(StressRun.Patience);
        using var stop = new CancellationTokenSource();
        var publishing = ChatSteadilyAsync(room, stop.Token);

        for (var storm = 0; storm < Storms; storm++)
        {
            // Each reads a different way into the flow, and drops there.
            var random = new Random(StressRun.Seed + storm);
            var dropAt = viewers.Max(viewer => viewer.Position.Sequence);
            await Task.WhenAll(viewers.Select(viewer => viewer.ReadToAsync(dropAt + random.Next(1, 60)))).WaitAsync(StressRun.Patience);
            foreach (var viewer in viewers)
            {
                viewer.Raw.Reset();
            }

            await Task.WhenAll(viewers.Select(viewer => viewer.JoinAsync())).WaitAsync(StressRun.Patience);
            viewers.ShouldAllBe(viewer => viewer.Answer.GetProperty("rec").GetBoolean());
        }

        await stop.CancelAsync();
        var last = await publishing;
        await Task.WhenAll(viewers.Select(viewer => viewer.ReadToAsync(last))).WaitAsync(StressRun.Patience);

        // The checks are in the clients: each event follows the one before, over all connections.
        viewers.ShouldAllBe(viewer => viewer.Position.Sequence >= last && viewer.Resets == 0);
        await Eventually.HoldsAsync(() => server.Feeds.Viewers == clients && server.Door.Connections == clients, "the dropped ones to be forgotten");
        foreach (var viewer in viewers)
        {
            viewer.Dispose();
        }
    }

    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task Positions_that_cannot_be_gone_on_from_are_answered_with_the_view_and_why_however_many_come_at_once(ServerPath path)
    {
        await using var server = await HubServer.StartAsync(path);
        var room = await server.OpenAsync("positions");
        for (var i = 0; i < 6; i++)
        {
            await Publisher.ChatAsync(room, 1_000);
        }

        (Position? Known, string? Why)[] cases =
        [
            (null, JoinReasons.New),
            (new Position(1, 500), JoinReasons.TooOld),
            (new Position(1, 1_000_000), JoinReasons.Future),
            (new Position(9, 5_900), JoinReasons.OtherEpoch),
            (new Position(1, 5_900), null),
        ];
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var (known, why) = cases[i % cases.Length];
            await using var viewer = await server.ConnectAsync(server.Token("positions", person: $"p{i}"), (WireProtocol)(i / cases.Length % 2), skipsNegotiation: true);

            var reply = await viewer.JoinAsync("positions", known);

            (reply.Ok, reply.Recovered, reply.Why).ShouldBe((true, why is null, why));
            (reply.View is null).ShouldBe(why is null);
        })).WaitAsync(StressRun.Patience);
    }

    private static async Task<long> ChatSteadilyAsync(IRoomGrain room, CancellationToken stop)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long last = 0;
        while (!stop.IsCancellationRequested)
        {
            last = await Publisher.ChatAsync(room, 2);
            await tick.WaitForNextTickAsync(CancellationToken.None);
        }

        return last;
    }
}
