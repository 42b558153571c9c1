using System.Globalization;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.Storage;

/// <summary>A record of a room was damaged while the server was down.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private const string DamagedAtItsEnd = "damaged-end";
    private const string DamagedInTheMiddle = "damaged-middle";
    private const string Whole = "whole";
    private const int Messages = 6;

    [Fact]
    public async Task A_room_with_a_damaged_record_says_so_the_others_work_and_nothing_is_deleted()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path) { More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Gateway__LimitViewers"] = "false" } };
        var tokens = await WriteRoomsAsync(settings);
        IReadOnlyList<long> ends, middles;
        using (var database = new RoomsDatabase(data.Path))
        {
            (ends, middles) = (database.RecordsOf(DamagedAtItsEnd), database.RecordsOf(DamagedInTheMiddle));
            database.Damage(DamagedAtItsEnd, ends[^1]);
            database.Damage(DamagedInTheMiddle, middles[middles.Count / 2]);
        }

        await using var server = await ServerProcess.StartAsync(settings, output);
        foreach (var room in new[] { DamagedAtItsEnd, DamagedInTheMiddle })
        {
            await ShouldBeDamagedAsync(settings, tokens, room);
        }

        await using var viewer = await Hub.JoinAsync(settings.Address, tokens.For(Whole, "viewer"), Whole);
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall("after", "still here"))).Ok.ShouldBeTrue();
        await server.WaitUntilReadyAsync();
        using var after = new RoomsDatabase(data.Path);
        after.RecordsOf(DamagedAtItsEnd).ShouldBe(ends);
        after.RecordsOf(DamagedInTheMiddle).ShouldBe(middles);
    }

    private static async Task ShouldBeDamagedAsync(ServerSettings settings, Tokens tokens, string room)
    {
        await using var viewer = await Hub.ConnectAsync(settings.Address, tokens.For(room, "viewer"));
        var reply = await viewer.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(room)).WaitAsync(Hub.Patience);
        reply.Code.ShouldBe(Rejection.RoomDamaged);
        reply.Detail.ShouldNotBeNull();
        using var api = new RoomApi(settings.Address, room, tokens.For(room, "operator", Role.Operator));
        (await api.InspectAsync()).Code.ShouldBe(Rejection.RoomDamaged);
    }

    private async Task<Tokens> WriteRoomsAsync(ServerSettings settings)
    {
        await using var server = await ServerProcess.StartAsync(settings, output);
        var tokens = new Tokens(settings.DataDirectory);
        foreach (var room in new[] { DamagedAtItsEnd, DamagedInTheMiddle, Whole })
        {
            using var api = new RoomApi(settings.Address, room, tokens.For(room, "operator", Role.Operator));
            await api.OpenAsync();
            await using var viewer = await Hub.JoinAsync(settings.Address, tokens.For(room, "viewer"), room);
            for (var i = 0; i < Messages; i++)
            {
                (await viewer.SendAsync(HubMethods.Chat, new ChatCall(i.ToString(CultureInfo.InvariantCulture), "hello"))).Ok.ShouldBeTrue();
            }
        }

        server.Kill();
        return tokens;
    }
}
