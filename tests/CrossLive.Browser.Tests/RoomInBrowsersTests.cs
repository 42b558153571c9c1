using System.Text.RegularExpressions;
using CrossLive.Client;
using CrossLive.Protocol;
using CrossLive.Rooms;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Processes;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>The whole way, from platforms to the viewer page, in a real browser against a real server process.</summary>
public sealed class RoomInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Room = "market";

    [Fact]
    public async Task Two_browsers_show_three_platforms_in_one_order_and_lose_nothing_when_the_server_is_killed()
    {
        using var data = new DataFolder();
        var settings = SettingsFor(data);
        var first = await ServerProcess.StartAsync(settings, output);
        await using var platforms = await OpenAsync(first, data);
        await using var json = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "json");
        await using var messagePack = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "messagepack");
        platforms.Start();
        await Eventually.HoldsAsync(() => platforms.Acknowledged.Count > 40, TimeSpan.FromSeconds(60), () => $"{platforms.Acknowledged.Count} acknowledged");

        first.Kill();
        await first.DisposeAsync();
        await Task.WhenAll(json.WaitUntilAwayAsync(), messagePack.WaitUntilAwayAsync());
        await using var second = await ServerProcess.StartAsync(settings, output);
        var atRestart = platforms.Acknowledged.Count;
        await Task.WhenAll(json.WaitUntilLiveAsync(), messagePack.WaitUntilLiveAsync());
        await Eventually.HoldsAsync(() => platforms.Acknowledged.Count > atRestart + 40, TimeSpan.FromSeconds(60), () => $"{platforms.Acknowledged.Count} acknowledged");
        await platforms.StopAsync();
        var acknowledged = platforms.Acknowledged;
        await Task.WhenAll(json.WaitForTextsAsync(acknowledged), messagePack.WaitForTextsAsync(acknowledged));

        await AssertSameRoomAsync(json, messagePack, acknowledged);
        await json.PictureAsync("after-the-kill");
    }

    [Fact]
    public async Task What_one_viewer_does_the_other_sees_and_a_deleted_message_is_gone_on_both()
    {
        using var data = new DataFolder();
        var settings = SettingsFor(data);
        await using var server = await ServerProcess.StartAsync(settings, output);
        await using var platforms = await OpenAsync(server, data);
        await using var desktop = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "messagepack");
        await using var phone = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "json", "zh", isPhone: true);

        await desktop.Page.FillAsync("#chat-input", "Is the blue one still there? <b>مرحبا</b>");
        await desktop.Page.PressAsync("#chat-input", "Enter");
        await phone.WaitForRowAsync("Is the blue one still there? <b>مرحبا</b>");
        await phone.Page.TapAsync("#like");
        await desktop.Page.WaitForFunctionAsync("() => window.crosslive.state.likes.web === 1");
        await desktop.Page.ClickAsync("#gift");
        await desktop.Page.Locator("#gift-tray button", new PageLocatorOptions { HasTextString = "Rose" }).First.ClickAsync();
        await phone.WaitForRowAsync("Rose");

        var chat = (await phone.AppliedAsync()).Single(applied => applied.Kind is "chat");
        await DeleteAsync(settings.Address, data, chat.Sequence);
        await Task.WhenAll(desktop.Page.Locator($"#messages [data-sequence='{chat.Sequence}']").WaitForAsync(Gone), phone.Page.Locator($"#messages [data-sequence='{chat.Sequence}']").WaitForAsync(Gone));

        (await phone.Page.InnerTextAsync("#connection")).ShouldBeOneOf("已连接", string.Empty);
        (await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is wider than the phone");
        desktop.Errors.ShouldBeEmpty();
        phone.Errors.ShouldBeEmpty();
        await phone.PictureAsync("phone");
        await desktop.PictureAsync("desktop");
    }

    [Theory]
    [InlineData("en", false, "37 messages not shown: the room is very busy", "38 messages not shown: the room is very busy")]
    [InlineData("zh", true, "直播间太热闹，37 条消息未显示", "直播间太热闹，38 条消息未显示")]
    public async Task Messages_that_the_server_left_out_are_one_quiet_line_that_counts_up(string language, bool isPhone, string line, string lineAfter)
    {
        using var data = new DataFolder();
        var settings = SettingsFor(data);
        await using var server = await ServerProcess.StartAsync(settings, output);
        var token = new Tokens(data.Path).For("*", "olivia", Role.Operator);
        using var api = new RoomApi(server.Address, Room, token);
        await api.OpenAsync();
        await using var viewer = await ViewerPage.OpenAsync(chromium.Browser, settings.Address, Room, "json", language, isPhone, ThinWhatIsSpared);
        await using var speaker = await ConnectAsync(server.Address, token);
        await speaker.AnnounceAsync("Welcome to the market!");

        await SpareAsync(speaker, 37);
        await viewer.WaitForRowAsync(line);
        await speaker.AnnounceAsync("Everything is half price now");
        await viewer.WaitForRowAsync("Everything is half price now");
        await viewer.PictureAsync($"thinned-{language}");
        await SpareAsync(speaker, 1);
        await viewer.WaitForRowAsync(lineAfter);

        (await viewer.Page.Locator(".row-thinned").CountAsync()).ShouldBe(1);
        (await viewer.CountAsync("gaps")).ShouldBe(0);
        (await viewer.AppliedAsync()).Count(applied => applied.Kind is "thinned").ShouldBe(38);
        viewer.Errors.ShouldBeEmpty();
    }

    // What stands between the server and the page here does to some messages what a server does that falls behind.
    private static string ThinWhatIsSpared(string message) =>
        Regex.Replace(message, """\{"t":"announce","s":(?<s>\d+),"a":(?<a>\d+)[^{}]*"m":"spared[^{}]*\}""", """{"t":"thinned","s":${s},"a":${a}}""", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static async Task SpareAsync(RoomClient speaker, int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await speaker.AnnounceAsync($"spared {i}")).Ok.ShouldBeTrue();
        }
    }

    private static readonly LocatorWaitForOptions Gone = new() { State = WaitForSelectorState.Detached };

    private static ServerSettings SettingsFor(DataFolder data) => new(data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Server__WebRoot"] = RepositoryFolder.ViewerPage,
            ["CrossLive__Gateway__LimitViewers"] = "false",
        },
    };

    private static async Task<ThreePlatforms> OpenAsync(ServerProcess server, DataFolder data)
    {
        var token = new Tokens(data.Path).For("*", "olivia", Role.Operator);
        using var api = new RoomApi(server.Address, Room, token);
        await api.OpenAsync();
        return await ThreePlatforms.ConnectAsync(server.Address, Room, token);
    }

    private static async Task DeleteAsync(Uri server, DataFolder data, long sequence)
    {
        await using var moderator = await ConnectAsync(server, new Tokens(data.Path).For(Room, "moderator", Role.Moderator));
        (await moderator.DeleteAsync(sequence)).Ok.ShouldBeTrue();
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

    private static async Task AssertSameRoomAsync(ViewerPage json, ViewerPage messagePack, IReadOnlyCollection<string> acknowledged)
    {
        foreach (var viewer in new[] { json, messagePack })
        {
            var applied = await viewer.AppliedAsync();
            applied.Select(e => e.Sequence).ShouldBe(Enumerable.Range(0, applied.Count).Select(i => applied[0].Sequence + i), "a gap or a repeat");
            var chats = applied.Where(e => e.Kind is "chat").Select(e => e.Text).ToArray();
            chats.ShouldBeUnique();
            chats.Order().ShouldBe(acknowledged.Order(), "what was acknowledged and what is shown differ");
            (await viewer.CountAsync("duplicates")).ShouldBe(0);
            (await viewer.CountAsync("gaps")).ShouldBe(0);
            (await viewer.CountAsync("snapshots")).ShouldBe(1, "it came back without losing its place");
            var rows = await viewer.RowsAsync();
            rows.ShouldBe(rows.Order().Distinct(), "the list on the screen is out of order or repeats a row");
            viewer.Errors.ShouldBeEmpty();
        }

        var seen = (await messagePack.AppliedAsync()).ToDictionary(e => e.Sequence);
        var both = (await json.AppliedAsync()).Where(e => seen.ContainsKey(e.Sequence)).ToArray();
        both.Length.ShouldBeGreaterThan(80);
        both.ShouldAllBe(e => seen[e.Sequence] == e);
        both.Select(e => e.Epoch).Distinct().Count().ShouldBe(2, "the server was killed once: two epochs");
    }
}
