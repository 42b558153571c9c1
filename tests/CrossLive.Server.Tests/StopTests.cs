using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Load;
using CrossLive.Server.Tests.Logs;
using CrossLive.Server.Tests.Processes;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests;

/// <summary>A server that is asked to stop (SIGTERM).</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    private const string Room = "stopping";
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_server_that_is_asked_to_stop_says_goodbye_keeps_what_it_acknowledged_and_ends_with_code_0()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path) { More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Gateway__LimitViewers"] = "false" } };
        await using var first = await ServerProcess.StartAsync(settings, output);
        var tokens = new Tokens(data.Path);
        using var api = new RoomApi(settings.Address, Room, tokens.For(Room, "operator", Role.Operator));
        var secret = SignedDelivery.NewSecret();
        await api.OpenAsync();
        await api.ConnectAsync(SignedDelivery.Platform, secret);
        await using var load = new LoadDriver(Room, [settings.Address], tokens, secret, senders: 6, viewers: 4, TestEnvironment.Seeded(output));
        await Eventually.HoldsAsync(() => load.Acknowledged.Count > 500 && load.Viewers.All(viewer => viewer.Joins == 1), Patience, () => "The load does not get going.");

        first.Terminate();
        (await first.WaitForExitAsync(StopPatience)).ShouldBe(0, string.Join('\n', first.Log));
        await using var second = await ServerProcess.StartAsync(settings, output);
        await load.FinishSendingAsync();
        var report = await api.InspectAsync();
        var log = await LogReader.ReadAsync(data.Path, Room);
        log.ShouldBeContiguous();
        log.ShouldHold(load.Acknowledged);
        log.Replay(report.Head.Sequence).ShouldAddUpTo(load.Acknowledged);
        log.Replay(report.Head.Sequence).Hash().ShouldBe(report.StateHash);
        foreach (var viewer in load.Viewers)
        {
            await Eventually.HoldsAsync(() => viewer.Last.Sequence >= report.Head.Sequence, Patience, () => $"A viewer stands at {viewer.Last}, the room at {report.Head}.");
            viewer.Byes.ShouldHaveSingleItem().Code.ShouldBe(DisconnectCode.ShuttingDown);
            viewer.Wrong.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task What_grains_keep_is_there_after_a_restart()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        await using var first = await ServerProcess.StartAsync(settings, output);
        var tokens = new Tokens(data.Path);
        using var api = new RoomApi(settings.Address, Room, tokens.For(Room, "operator", Role.Operator));
        await api.OpenAsync();
        await using (var viewer = await Hub.JoinAsync(settings.Address, tokens.For(Room, "viewer"), Room))
        {
            (await viewer.SendAsync(HubMethods.Chat, new ChatCall("1", "hello"))).Ok.ShouldBeTrue();
        }

        (await api.CountChatsAsync()).ShouldBe(1);
        first.Terminate();
        (await first.WaitForExitAsync(StopPatience)).ShouldBe(0, string.Join('\n', first.Log));
        await using var second = await ServerProcess.StartAsync(settings, output);

        (await api.CountChatsAsync()).ShouldBe(1);
    }
}
