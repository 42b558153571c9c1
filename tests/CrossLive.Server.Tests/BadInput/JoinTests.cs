using System.Globalization;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Storage;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Joins with positions that cannot be, joins to rooms that are not there, and connections that never join.</summary>
[Collection(LiveServerTests.Name)]
public sealed class JoinTests(LiveServer server)
{
    private const int Storm = 400;

    [Theory]
    [InlineData(1, long.MaxValue, JoinReasons.Future)]
    [InlineData(1, 1_000_000, JoinReasons.Future)]
    [InlineData(7, 1, JoinReasons.OtherEpoch)]
    [InlineData(-1, 1, JoinReasons.OtherEpoch)]
    [InlineData(long.MaxValue, 1, JoinReasons.OtherEpoch)]
    [InlineData(0, 0, JoinReasons.New)]
    public async Task A_position_that_is_not_on_the_rooms_history_is_answered_with_a_snapshot_and_the_reason(long epoch, long sequence, string why)
    {
        var reply = await JoinAsync(new JoinRequest(LiveServer.Room, epoch, sequence));
        reply.Ok.ShouldBeTrue(reply.ToString());
        reply.Recovered.ShouldBe(false);
        reply.Why.ShouldBe(why);
        reply.View.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(1, long.MinValue)]
    [InlineData(0, -5)]
    [InlineData(5, 0)]
    public async Task A_position_before_the_first_event_is_answered_with_a_snapshot(long epoch, long sequence)
    {
        var reply = await JoinAsync(new JoinRequest(LiveServer.Room, epoch, sequence));
        reply.Ok.ShouldBeTrue(reply.ToString());
        reply.Recovered.ShouldBe(false);
        reply.View.ShouldNotBeNull();
        await server.ShouldBeHealthyAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no such room")]
    [InlineData("../../etc/passwd")]
    [InlineData("房间")]
    public async Task A_name_that_no_room_can_have_is_refused(string? room) => (await JoinAsync(new JoinRequest(room))).Code.ShouldBe(Rejection.RoomUnknown);

    [Fact]
    public async Task A_token_for_another_room_does_not_open_this_one()
    {
        await using var stranger = await Hub.ConnectAsync(server.Address, server.Tokens.For("elsewhere", "stranger"));
        (await stranger.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(LiveServer.Room))).Code.ShouldBe(Rejection.TokenRoom);
    }

    [Fact]
    public async Task A_storm_of_joins_to_rooms_that_nobody_opened_leaves_nothing_in_the_storage()
    {
        await using var stranger = await Hub.ConnectAsync(server.Address, server.Tokens.For("*", "stranger"));
        for (var i = 0; i < Storm; i++)
        {
            var reply = await stranger.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(string.Create(CultureInfo.InvariantCulture, $"made-up-{i}"))).WaitAsync(Hub.Patience);
            reply.Code.ShouldBe(Rejection.RoomUnknown);
        }

        using var database = new RoomsDatabase(server.DataDirectory);
        database.Number("SELECT count(*) FROM rooms").ShouldBe(1);
        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task Connections_that_never_join_cost_the_others_nothing()
    {
        var silent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Hub.ConnectAsync(server.Address, server.NewViewer(), WireProtocol.MessagePack)));
        await server.ShouldBeHealthyAsync();
        foreach (var connection in silent)
        {
            connection.State.ShouldBe(HubConnectionState.Connected);
            await connection.DisposeAsync();
        }
    }

    private async Task<JoinReply> JoinAsync(JoinRequest request)
    {
        await using var viewer = await Hub.ConnectAsync(server.Address, server.NewViewer());
        return await viewer.InvokeAsync<JoinReply>(HubMethods.Join, request).WaitAsync(Hub.Patience);
    }
}
