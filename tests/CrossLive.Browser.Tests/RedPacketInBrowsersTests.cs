using CrossLive.Client;
using CrossLive.Protocol;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Processes;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>A red packet in two real browsers: it waits for its instant, each viewer opens it once, and both see everybody's luck.</summary>
public sealed class RedPacketInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Room = "packets";
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_packet_opens_at_its_instant_for_both_and_each_gets_a_part_of_it()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path)
        {
            More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Server__WebRoot"] = RepositoryFolder.ViewerPage },
        };
        await using var server = await ServerProcess.StartAsync(settings, output);
        var token = new Tokens(data.Path).For("*", "olivia", Role.Operator);
        using var api = new RoomApi(server.Address, Room, token);
        await api.OpenAsync();
        await using var desktop = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "messagepack");
        await using var phone = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "json", "zh", isPhone: true);
        await using var host = await ConnectAsync(server.Address, token);
        (await host.GiftAsync("rose", 3)).Ok.ShouldBeTrue();
        await desktop.Page.Locator("#top-givers li").First.WaitForAsync();

        var now = TimeProvider.System.GetUtcNow();
        (await host.OpenRedPacketAsync(RedPacketKind.Lucky, new Money(8_888, "CNY"), 3, now + Ahead, now + TimeSpan.FromMinutes(5), "恭喜发财")).Ok.ShouldBeTrue();
        foreach (var viewer in (ViewerPage[])[desktop, phone])
        {
            await viewer.Page.Locator(".red-packet-open:disabled").WaitForAsync();
        }

        await desktop.PictureAsync("red-packet-waiting");
        foreach (var viewer in (ViewerPage[])[desktop, phone])
        {
            await viewer.Page.Locator(".red-packet-open:enabled").WaitForAsync();
            (TimeProvider.System.GetUtcNow() >= now + Ahead - TimeSpan.FromMilliseconds(250)).ShouldBeTrue("the button came before its time");
            await viewer.Page.Locator(".red-packet-open").ClickAsync();
            await viewer.Page.Locator(".red-packet-won").WaitForAsync();
        }

        await desktop.Page.WaitForFunctionAsync("() => document.querySelectorAll('.red-packet-takers li').length === 2");
        await desktop.PictureAsync("red-packet-open");
        await phone.PictureAsync("red-packet-phone");
        var packet = (await desktop.AppliedAsync()).Single(applied => applied.Kind is "packet").Sequence;
        (await host.GrabAsync(packet)).Ok.ShouldBeTrue();
        await phone.Page.WaitForFunctionAsync("() => window.crosslive.state.redPackets.length === 0");
        (await host.GrabAsync(packet)).Code.ShouldBe(Rejection.PacketOver);
        desktop.Errors.ShouldBeEmpty();
        phone.Errors.ShouldBeEmpty();
    }

    private static async Task<RoomClient> ConnectAsync(Uri server, string token)
    {
        var client = new RoomClient(new RoomClientOptions
        {
            HubUri = new Uri(server, HubMethods.Path),
            Room = Room,
            TokenProvider = _ => ValueTask.FromResult<string?>(token),
            Random = Random.Shared,
        });
        await client.ConnectAsync();
        return client;
    }
}
