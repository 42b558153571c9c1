using CrossLive.FlashSales;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.BadInput;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.FlashSales;

/// <summary>Pieces that are set aside for a platform, from the token to the sale.</summary>
[Collection(LiveServerTests.Name)]
public sealed class PlatformPiecesTests(LiveServer server)
{
    private const string Room = "pieces";
    private const string Sale = "lamp";
    private const int OpensInMs = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pieces_set_aside_for_a_platform_are_for_those_whose_token_says_that_they_come_from_it()
    {
        await OpenSaleAsync();
        await using var ann = await BuyerAsync("ann", platform: null);
        await using var bob = await BuyerAsync("bob", platform: null);
        await using var cho = await BuyerAsync("cho", platform: "tiktok");
        await using var dan = await BuyerAsync("dan", platform: "tiktok");

        // Whoever asks so often has no call left for a while: the answer that came is kept.
        CommandReply? first = null;
        await Eventually.HoldsAsync(async () => (first = await ClaimAsync(ann)).Ok, Patience, () => $"The sale is not open: {first}");
        var answers = new[] { first!, await ClaimAsync(bob), await ClaimAsync(cho), await ClaimAsync(dan) };

        // Two pieces, one of them for TikTok's.
        answers.Select(answer => (ClaimStatus)answer.Claim.ShouldNotBeNull(answer.ToString()).Status).ShouldBe([ClaimStatus.Reserved, ClaimStatus.Waiting, ClaimStatus.Reserved, ClaimStatus.Waiting]);
    }

    private static Task<CommandReply> ClaimAsync(HubConnection buyer) => buyer.SendAsync(HubMethods.Claim, new ClaimCall("k", Sale, 1, "EUR"));

    private Task<HubConnection> BuyerAsync(string name, string? platform) => Hub.JoinAsync(server.Address, server.Tokens.For(Room, name, platform: platform), Room);

    private async Task OpenSaleAsync()
    {
        var token = server.Tokens.For(Room, "op", Role.Operator);
        using var api = new RoomApi(server.Address, Room, token);
        await api.OpenAsync();
        await using var host = await Hub.JoinAsync(server.Address, token, Room);
        var opensAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + OpensInMs;
        var planned = await host.SendAsync(
            HubMethods.SaleSchedule, new SaleScheduleCall("s", Sale, "Lamp", "sku-1", [new PriceField("EUR", 1_999)], 2, opensAt, Buckets: [new BucketField("tiktok", 1)], FairWindowMs: 0));
        planned.Ok.ShouldBeTrue(planned.ToString());
        (await host.SendAsync(HubMethods.SaleArm, new SaleCall("a", Sale))).Ok.ShouldBeTrue();
    }
}
