using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client.Tests;

public class RoomClientSaleTests
{
    // So that only the quick probes after the join come, unless a sale asks for more.
    private static readonly TimeSpan Seldom = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task Each_number_that_comes_with_the_time_goes_back_once(WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options(protocol) with { ClockProbeInterval = TimeSpan.FromMilliseconds(1) });
        await Eventually.InTimeAsync(client.ConnectAsync());
        await Eventually.HoldsAsync(() => server.Room.Acknowledged.Count > FairnessLimits.LeastRoundTrips);

        server.Room.Acknowledged.ShouldBeUnique();
        server.Room.Acknowledged.ShouldBeSubsetOf(server.Room.Numbers);
    }

    [Fact]
    public async Task Before_an_announced_opening_clocks_are_compared_more_often_and_the_wait_for_it_is_never_too_short()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options() with { ClockProbeInterval = Seldom });
        await Eventually.InTimeAsync(client.ConnectAsync());
        await Eventually.HoldsAsync(() => server.Room.Acknowledged.Count > FairnessLimits.LeastRoundTrips);
        server.Room.Acknowledged.Count.ShouldBe(FairnessLimits.LeastRoundTrips + 1);

        var opensAt = (long)client.ServerNowUnixMs!.Value + 3_000;
        server.Room.Happen(new SaleShown(SaleNewsKind.Armed, Sale(opensAt)));
        await Eventually.HoldsAsync(() => server.Room.Acknowledged.Count > FairnessLimits.LeastRoundTrips + 3);
        await Eventually.InTimeAsync(client.WaitForReleaseAsync(opensAt));

        client.ServerNowUnixMs!.Value.ShouldBeGreaterThanOrEqualTo(opensAt);
        client.PlanRelease(opensAt)!.Value.IsOpen(client.LocalNowMs).ShouldBeTrue();
        client.View()!.Sales.Single().Offer.OpensAtUnixMs.ShouldBe(opensAt);
    }

    [Fact]
    public async Task A_claim_says_how_long_its_person_took_in_microseconds()
    {
        await using var server = await UnrulyServer.StartAsync();
        await using var client = new RoomClient(server.Options());
        await Eventually.InTimeAsync(client.ConnectAsync());

        await Eventually.InTimeAsync(client.ClaimAsync("teapot", 1, "USD", TimeSpan.FromMilliseconds(283.4), "key-1"));

        server.Room.Calls.Single().Call.ShouldBe(new ClaimCall("key-1", "teapot", 1, "USD", 283_400));
    }

    [Fact]
    public async Task A_claim_in_the_waiting_room_comes_again_under_its_key_more_often_than_any_other_command_may_and_tells_its_place()
    {
        const int Comings = 12;
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnReply = number => number <= Comings ? new CommandReply(false, Code: Rejection.SaleWaiting, RetryMs: 1, Waiting: new WaitingReply(7, Comings - number)) : null;
        await using var client = new RoomClient(server.Options() with { MaxCommandSends = 2 });
        await Eventually.InTimeAsync(client.ConnectAsync());
        var seen = new Places();

        (await Eventually.InTimeAsync(client.ClaimAsync("teapot", 1, "USD", key: "key-1", waiting: seen))).Ok.ShouldBeTrue();

        seen.Ahead.ShouldBe([.. Enumerable.Range(0, Comings).Select(i => (long)(Comings - 1 - i))]);
        server.Room.Calls.Count.ShouldBe(Comings + 1);
        server.Room.Calls.ShouldAllBe(call => call.Key == "key-1");
    }

    private sealed class Places : IProgress<WaitingReply>
    {
        public List<long> Ahead { get; } = [];

        public void Report(WaitingReply value) => Ahead.Add(value.Ahead);
    }

    private static SaleView Sale(long opensAtUnixMs) => new(
        new SaleOffer("teapot", "Teapot", "p-1", [new Money(2_790, "USD")], 20, [], 1, 300_000, opensAtUnixMs, null, 500, 150, 250),
        SalePhase.Armed, 20, 0, 0, 0, 0, new string('a', 64), null, null, 0);
}
