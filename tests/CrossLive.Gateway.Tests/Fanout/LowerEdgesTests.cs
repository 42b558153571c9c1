using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

public sealed class LowerEdgesTests
{
    [Fact]
    public async Task What_an_edge_says_of_its_viewers_counts_until_its_lease_ends()
    {
        await using var fed = await FedRoom.StartedAsync(3);
        fed.Join(new HeldConnection());
        using var edge = Edge(fed, wantsHistory: false);
        fed.Feed.Join(edge, null, 0);
        fed.Feed.Viewers.ShouldBe(1, "the edge itself is no viewer");

        fed.Feed.Edges.Report(edge, 40);
        fed.Feed.Viewers.ShouldBe(41);
        fed.Time.Advance(ProtocolLimits.ViewersLease);
        fed.Feed.Viewers.ShouldBe(41);
        fed.Time.Advance(TimeSpan.FromMilliseconds(1));
        fed.Feed.Viewers.ShouldBe(1);

        fed.Feed.Edges.Report(edge, 50);
        fed.Feed.Viewers.ShouldBe(51);
        edge.Dispose();
        fed.Feed.Edges.Report(edge, 60);
        fed.Feed.Viewers.ShouldBe(1);
    }

    [Fact]
    public async Task An_edge_that_asks_for_history_is_sent_what_lies_before_its_snapshot()
    {
        await using var fed = await FedRoom.StartedAsync(300);
        var (with, without) = (new HeldConnection(), new HeldConnection());
        using var asking = new ViewerSession(fed.Feed, with, Person, null, fed.Time, NullLogger.Instance) { Edge = new EdgeJoin(WantsHistory: true) };
        using var other = new ViewerSession(fed.Feed, without, Person, null, fed.Time, NullLogger.Instance) { Edge = new EdgeJoin(WantsHistory: false) };

        var reply = fed.Feed.Join(asking, null, 0);
        var otherReply = fed.Feed.Join(other, null, 0);
        asking.Signal();
        other.Signal();
        fed.Room.Append(RoomHistory.Event(1, 301));

        (reply.Recovered, reply.Why, reply.Sequence, reply.History).ShouldBe((false, JoinReasons.New, 300L, 0L));
        otherReply.History.ShouldBeNull();
        await Eventually.HoldsAsync(fed.Time, TimeSpan.FromMilliseconds(20), () => with.Sequences.Contains(301) && without.Sequences.Contains(301), "the last event");
        with.Sequences.ShouldBe(Enumerable.Range(1, 301).Select(i => (long)i));
        without.Sequences.ShouldBe([301L]);
    }

    [Fact]
    public async Task An_edge_that_comes_back_with_its_position_is_sent_what_it_missed_and_no_history()
    {
        await using var fed = await FedRoom.StartedAsync(300);
        using var edge = Edge(fed, wantsHistory: true);

        var reply = fed.Feed.Join(edge, new Position(1, 290), 0);

        (reply.Recovered, reply.History, edge.Cursor).ShouldBe((true, null, 290L));
    }

    [Fact]
    public async Task The_names_of_edges_below_are_bounded_and_the_newest_stay()
    {
        await using var fed = await FedRoom.StartedAsync(1);
        var edges = fed.Feed.Edges;

        edges.Remember(Enumerable.Range(0, 1_000).Select(i => $"edge-{i}"));
        edges.Remember(["edge-999", "last"]);

        var path = edges.PathOf("self");
        path.Count.ShouldBe(ProtocolLimits.MaxEdgesInPath);
        (path[0], path[^2], path[^1]).ShouldBe(("self", "edge-999", "last"));
        path.Distinct().Count().ShouldBe(path.Count);
    }

    private static Person Person => new(PlatformId.Web, "edge-1", "edge");

    private static ViewerSession Edge(FedRoom fed, bool wantsHistory) =>
        new(fed.Feed, new HeldConnection(), Person, null, fed.Time, NullLogger.Instance) { Edge = new EdgeJoin(wantsHistory) };
}
