using CrossLive.Fanout.Tests.Paths;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Order;

/// <summary>Whoever publishes, and however many at once: everybody sees every event once, in one order.</summary>
public sealed class OrderTests
{
    private const int Publishers = 8;

    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task Racing_publishers_reach_everybody_once_and_in_one_order(ServerPath path)
    {
        var batches = 40 * StressRun.Factor;

        // Nobody paces the publishers: a viewer that is behind is to be so within the ring.
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:RingEvents", "500000"));
        var room = await server.OpenAsync("racing");
        var viewers = Enumerable.Range(0, 60).Select(i => new CheckingClient(server, "racing", $"v{i}")).ToArray();
        await Task.WhenAll(viewers.Select(viewer => viewer.JoinAsync()));

        var publishing = Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            var random = new Random(StressRun.Seed + publisher);
            long last = 0;
            for (var i = 0; i < batches; i++)
            {
                last = await Publisher.ChatAsync(room, random.Next(1, 25), $"publisher {publisher} batch {i}");
            }

            return last;
        })));
        var seen = Task.WhenAll(viewers.Select(async viewer => await viewer.ReadToAsync((await publishing).Max())));
        var last = (await publishing.WaitAsync(StressRun.Patience)).Max();
        await seen.WaitAsync(StressRun.Patience);

        viewers.ShouldAllBe(viewer => viewer.Position.Sequence >= last && viewer.Resets == 0);
        viewers.Select(viewer => viewer.Digest).Distinct().Count().ShouldBe(1);
        foreach (var viewer in viewers)
        {
            viewer.Dispose();
        }
    }

    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task One_key_sent_over_many_connections_at_once_has_one_effect_and_one_answer(ServerPath path)
    {
        const int Keys = 20;
        const int Connections = 16;
        await using var server = await HubServer.StartAsync(path);
        await server.OpenAsync("keys");
        var viewers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async i =>
        {
            // One person, many connections: keys belong to the person.
            var viewer = await server.ConnectAsync(server.Token("keys", person: "vera"), (WireProtocol)(i % 2));
            (await viewer.JoinAsync("keys")).Ok.ShouldBeTrue();
            return viewer;
        }));
        using var witness = new CheckingClient(server, "keys", "witness");
        await witness.JoinAsync();
        var before = witness.Position.Sequence;

        for (var key = 0; key < Keys; key++)
        {
            var replies = await Task.WhenAll(viewers.Select(viewer => viewer.ChatAsync("once", $"key-{key}")));
            replies.ShouldAllBe(reply => reply.Ok);
            replies.Select(reply => (reply.Epoch, reply.Sequence)).Distinct().Count().ShouldBe(1);
            replies.Count(reply => reply.Repeated is null).ShouldBe(1);
        }

        var other = await viewers[0].CallAsync(HubMethods.Chat, new ChatCall("key-0", "with another text"));
        (other.Ok, other.Code).ShouldBe((false, Rooms.Rejection.KeyReused));
        var last = (await viewers[0].ChatAsync("last")).Sequence!.Value;
        await witness.ReadToAsync(last).WaitAsync(StressRun.Patience);
        var counters = witness.Counters;
        (last - before - counters).ShouldBe(Keys + 1);
        foreach (var viewer in viewers)
        {
            await viewer.DisposeAsync();
        }
    }
}
