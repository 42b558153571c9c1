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

    private static readonly LocatorWaitForOptions Gone = new() { State = WaitForSelectorState.Detached };

    private static ServerSettings SettingsFor(DataFolder data) => new(data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CrossLive__Server__WebRoot"] = RepositoryFolder.ViewerPage },
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
        var token = new Tokens(data.Path).For(Room, "moderator", Role.Moderator);
        await using var moderator = new RoomClient(new RoomClientOptions
        {
            HubUri = new Uri(server, HubMethods.Path),
            Room = Room,
            TokenProvider = _ => ValueTask.FromResult<string?>(token),
            Random = Random.Shared,
        });
        await moderator.ConnectAsync();
        (await moderator.DeleteAsync(sequence)).Ok.ShouldBeTrue();
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
