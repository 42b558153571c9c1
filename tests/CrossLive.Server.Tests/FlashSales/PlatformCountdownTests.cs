using System.Text.Json;
using CrossLive.PlatformSimulators.CloudEvents;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.FlashSales;

/// <summary>
/// A real server counts a sale down on two simulated platforms, one that shows a message after 0.4 s and one that needs 3 s, and is killed with -9 between two
/// messages. It takes as long as the countdown does.
/// </summary>
public sealed class PlatformCountdownTests(ITestOutputHelper output)
{
    private const string Room = "countdown";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string TwitchSecret = "0123456789abcdef";
    private const string Link = "https://shop.example/live";
    private const int SlowMs = 3_000;
    private const int QuickMs = 400;
    private const long AheadMs = 36_000;

    /// <summary>
    /// What the slow platform's link would be off by where nothing had been learnt: it takes 3 s, 1 s is assumed. A busy machine adds to what is measured: here
    /// two messages, each the first of its process.
    /// </summary>
    private const long UnlearntErrorMs = 2_000;

    [Fact]
    public async Task Viewers_of_a_quick_and_of_a_slow_platform_read_the_link_at_the_opening_though_the_server_was_killed()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        using var http = new HttpClient();
        await using var twitch = await TwitchChatSimulator.StartAsync("client", "token", "77", TimeProvider.System);
        await using var bridge = await BridgeSimulator.StartAsync(Secret, TimeProvider.System);
        twitch.DelayMs = QuickMs;
        bridge.DelayMs = SlowMs;
        twitch.Webhooks = new TwitchSender(http, new Uri(settings.Address, $"/ingress/{Room}/twitch"), TwitchSecret, "1234", TimeProvider.System);
        bridge.Events = new CloudEventSender(http, new Uri(settings.Address, $"/ingress/{Room}/custom"), Secret, "https://bridge.example/", TimeProvider.System);

        long opensAt;
        await using (var first = await ServerProcess.StartAsync(settings, output))
        {
            var token = new Tokens(data.Path).For(Room, "op", Role.Operator);
            using var firstApi = new RoomApi(settings.Address, Room, token);
            await firstApi.OpenAsync();
            await firstApi.ConnectAsync("twitch", TwitchSecret, new
            {
                clientId = "client", accessToken = "token", broadcasterId = "1234", senderId = "77", baseAddress = twitch.BaseAddress.AbsoluteUri, saleLink = Link, videoDelayMs = "5000",
            });
            await firstApi.ConnectAsync("custom", Secret, new { sendTo = bridge.SayAddress.AbsoluteUri, saleLink = Link, language = "zh" });
            opensAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + AheadMs;
            await ArmAsync(settings.Address, token, opensAt);
            await Eventually.HoldsAsync(
                async () => await HasSeenAsync(firstApi, "twitch", "halfMinute") && await HasSeenAsync(firstApi, "custom", "halfMinute"), TimeSpan.FromSeconds(60), () => "No message came back.");
            first.Kill();
        }

        await using var second = await ServerProcess.StartAsync(settings, output);
        using var api = new RoomApi(settings.Address, Room, new Tokens(data.Path).For(Room, "op", Role.Operator));
        await Eventually.HoldsAsync(
            async () => await HasSeenAsync(api, "twitch", "link") && await HasSeenAsync(api, "custom", "link"), TimeSpan.FromSeconds(60), () => "A link did not come back.");

        twitch.Shown.Select(message => message.Text).ShouldBe(["Countdown: Lantern opens in 30 s", "Countdown: Lantern opens in 10 s", $"Open now: Lantern {Link}"]);
        bridge.Shown.Select(message => message.Text).ShouldBe(["倒计时：Lantern，30 秒后开抢", "倒计时：Lantern，10 秒后开抢", $"开抢啦：Lantern {Link}"]);
        foreach (var (platform, delayMs, shownAt) in new[] { ("twitch", QuickMs, twitch.Shown[^1].AtUnixMs), ("custom", SlowMs, bridge.Shown[^1].AtUnixMs) })
        {
            var report = await api.CountdownAsync("lantern", platform);
            output.WriteLine($"{platform}: the link was there {shownAt - opensAt} ms after the opening; {report.GetRawText()}");
            Math.Abs(shownAt - opensAt).ShouldBeLessThan(UnlearntErrorMs);
            Math.Abs(report.GetProperty("linkErrorMs").GetInt64()).ShouldBeLessThan(UnlearntErrorMs);
            report.GetProperty("delayMs").GetInt64().ShouldBeInRange(delayMs, delayMs + UnlearntErrorMs);
            report.GetProperty("delaySamples").GetInt32().ShouldBe(3);
            report.GetProperty("problem").ValueKind.ShouldBe(JsonValueKind.Null);
        }

        (await api.CountdownAsync("lantern", "twitch")).GetProperty("sayAtUnixMs").GetInt64().ShouldBe(opensAt - 5_000);
        (await api.CountChatsAsync()).ShouldBe(0, "What we say ourselves is no viewer's chat.");
    }

    private static async Task ArmAsync(Uri server, string token, long opensAt)
    {
        await using var hub = await Hub.JoinAsync(server, token, Room);
        var planned = await hub.SendAsync(HubMethods.SaleSchedule, new SaleScheduleCall("s", "lantern", "Lantern", "sku-1", [new PriceField("EUR", 1_999)], 10, opensAt));
        planned.Ok.ShouldBeTrue(planned.ToString());
        (await hub.SendAsync(HubMethods.SaleArm, new SaleCall("a", "lantern"))).Ok.ShouldBeTrue();
    }

    private static async Task<bool> HasSeenAsync(RoomApi api, string platform, string kind) =>
        (await api.CountdownAsync("lantern", platform)).GetProperty("messages").EnumerateArray().Any(message =>
            message.GetProperty("kind").GetString() == kind && message.GetProperty("status").GetString() == "seen");
}
