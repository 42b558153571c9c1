using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.FlashSales;

/// <summary>The line before a sale that lets one claim in a second, over two server processes of one cluster and an edge below the second.</summary>
public sealed class WaitingRoomTests(ITestOutputHelper output)
{
    private const string Room = "line";
    private const string Sale = "pot";

    // A second each: what is asked about the line is asked while they stand in it, on a busy machine too.
    private const int BuyersBefore = 40;
    private const long OpensInMs = 1_500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_buyer_keeps_the_place_through_another_gateway_and_through_an_edge_and_all_of_them_hear_of_one_claim()
    {
        using var data = new DataFolder();
        await using var redis = await RedisProcess.StartAsync();
        ServerSettings[] settings = [SettingsFor(data, redis), SettingsFor(data, redis)];
        await using var first = await ServerProcess.StartAsync(settings[0], output);
        await using var second = ServerProcess.Launch(settings[1], output);
        await using var edge = ServerProcess.Launch(EdgeOf(data, settings[1].Address), output);
        await Task.WhenAll(second.WaitUntilReadyAsync(), edge.WaitUntilReadyAsync());
        var tokens = new Tokens(data.Path);
        await OpenSaleAsync(first.Address, tokens);
        var crowd = await Task.WhenAll(Enumerable.Range(0, BuyersBefore).Select(buyer => Hub.JoinAsync(first.Address, tokens.For(Room, $"buyer-{buyer}"), Room)));
        HubConnection[] ana = [.. await Task.WhenAll(new[] { first, second, edge }.Select(server => Hub.JoinAsync(server.Address, tokens.For(Room, "ana"), Room)))];
        await Eventually.HoldsAsync(async () => (await ClaimAsync(crowd[0], "k")).Ok, Patience, () => "the sale is open");
        foreach (var buyer in crowd[1..])
        {
            (await ClaimAsync(buyer, "k")).Code.ShouldBe(Rejection.SaleWaiting);
        }

        // A page that was opened again at another server has lost its key, too.
        var places = new List<WaitingReply>();
        for (var i = 0; i < ana.Length; i++)
        {
            var reply = await ClaimAsync(ana[i], $"key-{i}");
            (reply.Code, reply.RetryMs is > 0).ShouldBe((Rejection.SaleWaiting, true), reply.ToString());
            places.Add(reply.Waiting.ShouldNotBeNull());
        }

        places.Select(place => place.Place).Distinct().ShouldHaveSingleItem();
        places.Select(place => place.Ahead).ShouldBe(places.Select(place => place.Ahead).OrderDescending(), "the line before ana has grown");

        // Whoever is before her leaves: she is next.
        await Task.WhenAll(crowd[1..].Select(buyer => buyer.SendAsync(HubMethods.ClaimRelease, new ClaimNumberCall("leave", Sale, 0))));
        CommandReply? served = null;
        await Eventually.HoldsAsync(async () => (served = await ClaimAsync(ana[2], "key-2")).Ok, Patience, () => $"ana is served: {served}");
        var repeat = await ClaimAsync(ana[0], "key-2");
        (repeat.Ok, repeat.Repeated, repeat.Claim!.Number).ShouldBe((true, true, served!.Claim!.Number));

        foreach (var connection in crowd.Concat(ana))
        {
            await connection.DisposeAsync();
        }
    }

    private static Task<CommandReply> ClaimAsync(HubConnection buyer, string key) => buyer.SendAsync(HubMethods.Claim, new ClaimCall(key, Sale, 1, "EUR"));

    private static async Task OpenSaleAsync(Uri server, Tokens tokens)
    {
        var token = tokens.For(Room, "op", Role.Operator);
        using var api = new RoomApi(server, Room, token);
        await api.OpenAsync();
        await using var host = await Hub.JoinAsync(server, token, Room);
        var opensAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + OpensInMs;
        var planned = await host.SendAsync(HubMethods.SaleSchedule, new SaleScheduleCall("s", Sale, "Teapot", "sku-1", [new PriceField("EUR", 1_999)], 1_000, opensAt, FairWindowMs: 0));
        planned.Ok.ShouldBeTrue(planned.ToString());
        (await host.SendAsync(HubMethods.SaleArm, new SaleCall("a", Sale))).Ok.ShouldBeTrue();
    }

    private static ServerSettings SettingsFor(DataFolder data, RedisProcess redis) => new(data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Gateway__LimitViewers"] = "false",
            ["CrossLive__Sales__MaxClaimsPerSecond"] = "1",
            ["CrossLive__Server__Cluster__Membership"] = "redis",
            ["CrossLive__Server__Cluster__Redis"] = redis.Address,
            ["CrossLive__Server__Cluster__ClusterId"] = "waiting-room-tests",
        },
    };

    private static ServerSettings EdgeOf(DataFolder data, Uri upstream) => new(data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Gateway__LimitViewers"] = "false",
            ["CrossLive__Server__Role"] = "edge",
            ["CrossLive__Edge__Upstream"] = upstream.ToString(),
        },
    };
}
