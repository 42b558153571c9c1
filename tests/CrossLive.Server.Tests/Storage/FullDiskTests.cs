using System.Net;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Load;
using CrossLive.Server.Tests.Logs;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Storage;

/// <summary>The disk of the data folder runs full under a running server, and is given room again.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const string Room = "full";
    private const int DiskMegabytes = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RequiresRootFact]
    public async Task A_full_disk_is_said_so_and_once_there_is_room_the_same_server_goes_on()
    {
        using var disk = new SmallDisk(DiskMegabytes);
        var settings = new ServerSettings(disk.Path) { More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Gateway__LimitViewers"] = "false" } };
        await using var server = await ServerProcess.StartAsync(settings, output);
        var tokens = new Tokens(disk.Path);
        using var api = new RoomApi(settings.Address, Room, tokens.For(Room, "operator", Role.Operator));
        var secret = SignedDelivery.NewSecret();
        await api.OpenAsync();
        await api.ConnectAsync(SignedDelivery.Platform, secret);
        await using var load = new LoadDriver(Room, [settings.Address], tokens, secret, senders: 4, viewers: 2, TestEnvironment.Seeded(output));
        await using var witness = await Hub.JoinAsync(settings.Address, tokens.For(Room, "witness"), Room);
        await Eventually.HoldsAsync(() => load.Acknowledged.Count > 100, Patience, () => "The load does not get going.");
        for (var round = 0; round < 3; round++)
        {
            disk.Fill();
            await Eventually.HoldsAsync(
                async () => (await witness.SendAsync(HubMethods.Chat, new ChatCall($"{round}-{Guid.NewGuid()}", "is there room?"))).Code == Rejection.StorageFull,
                Patience,
                () => "Nobody was told storage.full.");
            await Eventually.HoldsAsync(async () => await server.HealthAsync("ready") == HttpStatusCode.ServiceUnavailable, Patience, () => "The server says that it is ready.");
            (await server.HealthAsync("live")).ShouldBe(HttpStatusCode.OK);

            var before = load.Acknowledged.Count;
            disk.Free();
            await Eventually.HoldsAsync(() => load.Acknowledged.Count > before + 50, Patience, () => "The server does not go on.");
            await Eventually.HoldsAsync(async () => await server.HealthAsync("ready") == HttpStatusCode.OK, Patience, () => "The server does not say that it is ready.");
        }

        await load.FinishSendingAsync();
        await CheckAsync(disk, await api.InspectAsync(), load);
    }

    private static async Task CheckAsync(SmallDisk disk, RoomReport report, LoadDriver load)
    {
        var log = await LogReader.ReadAsync(disk.Path, Room);
        log.ShouldBeContiguous();
        log.ShouldHold(load.Acknowledged);
        var state = log.Replay(report.Head.Sequence);
        state.ShouldAddUpTo(load.Acknowledged);
        state.Hash().ShouldBe(report.StateHash);
        foreach (var viewer in load.Viewers)
        {
            await Eventually.HoldsAsync(() => viewer.Last.Sequence >= report.Head.Sequence, Patience, () => $"A viewer stands at {viewer.Last}, the room at {report.Head}.");
            viewer.Wrong.ShouldBeEmpty();
            viewer.Joins.ShouldBe(1);
        }
    }
}
