using System.Globalization;
using System.Text.RegularExpressions;
using CrossLive.Client;
using CrossLive.FlashSales;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Processes;
using Microsoft.Playwright;

namespace CrossLive.Browser.Tests;

/// <summary>A sale that lets one claim in a second, with a line before it, against a real server process.</summary>
public sealed partial class WaitingRoomInBrowsersTests(BrowserFixture chromium, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const string Room = "market";

    // A second each: the pages come, press and reload behind them, on a busy machine too.
    private const int BuyersBefore = 40;

    [Fact]
    public async Task Buyers_wait_in_line_one_reloads_and_keeps_its_place_the_server_is_killed_and_they_are_in_line_again()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path)
        {
            More = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["CrossLive__Server__WebRoot"] = RepositoryFolder.ViewerPage,
                ["CrossLive__Sales__MaxClaimsPerSecond"] = "1",
            },
        };
        var server = await ServerProcess.StartAsync(settings, output);
        var tokens = new Tokens(data.Path);
        using (var api = new RoomApi(server.Address, Room, tokens.For("*", "olivia", Role.Operator)))
        {
            await api.OpenAsync();
        }

        await using var host = await ConnectAsync(server.Address, tokens.For("*", "olivia", Role.Operator));
        await using var desktop = await ViewerPage.OpenAsync(chromium.Browser, server.Address, Room, "json");
        await using var phone = await ViewerPage.OpenAsync(chromium.Browser, server.Address, Room, "messagepack", "zh", isPhone: true);
        await OpenSaleAsync(host);
        var buyers = new List<RoomClient>();
        var claims = new List<Task<CommandReply>>();
        using var givesUp = new CancellationTokenSource();
        for (var i = 0; i < BuyersBefore; i++)
        {
            var client = await ConnectAsync(server.Address, tokens.For(Room, $"buyer-{i}"));
            buyers.Add(client);
            var place = new FirstPlace();
            claims.Add(client.ClaimAsync("pot", 1, "USD", waiting: place, cancellationToken: givesUp.Token));
            await Task.WhenAny(claims[^1], place.Task);
        }

        await desktop.Page.ClickAsync("[data-sale=pot] .sale-button");
        await IsInLineAsync(desktop);
        await phone.Page.TapAsync("[data-sale=pot] .sale-button");
        await IsInLineAsync(phone);
        var (place1, ahead1) = (await NumberAsync(desktop, ".sale-headline"), await NumberAsync(desktop, ".sale-hint"));
        var place2 = await NumberAsync(phone, ".sale-headline");
        place2.ShouldBeGreaterThan(place1);
        await desktop.Page.WaitForFunctionAsync("() => document.querySelector('.sale-hint').textContent.includes('·')");
        await Task.WhenAll(desktop.PictureAsync("waiting-room-en"), phone.PictureAsync("waiting-room-zh-phone"));
        await phone.Page.TapAsync("#language");
        await phone.PictureAsync("waiting-room-en-phone");
        await phone.Page.TapAsync("#language");

        await desktop.Page.ReloadAsync();
        await desktop.WaitUntilLiveAsync();
        await IsInLineAsync(desktop);
        (await NumberAsync(desktop, ".sale-headline")).ShouldBe(place1, "the place was lost or gained by reloading");
        (await NumberAsync(desktop, ".sale-hint")).ShouldBeLessThanOrEqualTo(ahead1);
        await desktop.PictureAsync("waiting-room-reloaded-en");

        // Places die with their process. Whoever waits is in line again without doing anything, and is told why the number is another one.
        var servedBefore = claims.TakeWhile(claim => claim.IsCompletedSuccessfully).Select(claim => claim.Result.Claim!.Number).ToArray();
        server.Kill();
        await server.DisposeAsync();
        await using var again = await ServerProcess.StartAsync(settings, output);
        await Task.WhenAny(IsAnewAsync(desktop), IsAnewAsync(phone)).Unwrap();
        await Task.WhenAll(desktop.PictureAsync("waiting-room-anew-en"), phone.PictureAsync("waiting-room-anew-zh-phone"));
        (await desktop.Page.Locator("#notice[data-tone=warning]:visible").CountAsync()).ShouldBe(0, "the page warns of what the buyer can do nothing about");

        // The others leave, so that the two are served soon.
        await givesUp.CancelAsync();
        await Task.WhenAll(claims.Select(claim => claim.ContinueWith(_ => true, TaskScheduler.Default)));
        await Task.WhenAll(buyers.Select(buyer => buyer.LeaveWaitingRoomAsync("pot")));
        await Task.WhenAll(desktop.Page.Locator("[data-sale=pot] .sale-claim[data-tone=good]").WaitForAsync(), phone.Page.Locator("[data-sale=pot] .sale-claim[data-tone=good]").WaitForAsync());
        servedBefore.ShouldBe([.. Enumerable.Range(1, servedBefore.Length).Select(number => (long)number)], "before the kill: in the order of coming");
        var numbers = claims.Where(claim => claim.IsCompletedSuccessfully).Select(claim => claim.Result.Claim!.Number).ToArray();
        numbers.Distinct().Count().ShouldBe(numbers.Length, "two have the same claim");
        await desktop.PictureAsync("waiting-room-served-en");
        (await phone.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is wider than the phone");
        desktop.Errors.ShouldBeEmpty();
        phone.Errors.ShouldBeEmpty();
        foreach (var buyer in buyers)
        {
            await buyer.DisposeAsync();
        }
    }

    private static async Task OpenSaleAsync(RoomClient host)
    {
        var opensAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 6_000;
        var offer = new SaleScheduleCall(null, "pot", "Hand-thrown teapot · 手作茶壶", "teapot", [new PriceField("USD", 2_790), new PriceField("CNY", 19_900)], 100, opensAt, FairWindowMs: 0).ToOffer();
        (await host.ScheduleSaleAsync(offer)).Code.ShouldBeNull();
        (await host.ArmSaleAsync("pot")).Code.ShouldBeNull();
        await host.WaitForReleaseAsync(opensAt);
    }

    private static Task IsAnewAsync(ViewerPage viewer) =>
        viewer.Page.Locator("[data-sale=pot] .sale-note", new PageLocatorOptions { HasTextRegex = AnewPattern() }).WaitForAsync();

    private static Task IsInLineAsync(ViewerPage viewer) => viewer.Page.Locator("[data-sale=pot] .sale-claim[data-tone=line]").WaitForAsync();

    private static async Task<long> NumberAsync(ViewerPage viewer, string selector) =>
        long.Parse(Digits().Match(await viewer.Page.InnerTextAsync($"[data-sale=pot] {selector}")).Value, CultureInfo.InvariantCulture);

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

    [GeneratedRegex("You have a new number|你的号码已更新", RegexOptions.None, 1_000)]
    private static partial Regex AnewPattern();

    [GeneratedRegex("[0-9]+", RegexOptions.None, 1_000)]
    private static partial Regex Digits();

    /// <summary>Ends when the first place is told.</summary>
    private sealed class FirstPlace : IProgress<WaitingReply>
    {
        private readonly TaskCompletionSource<WaitingReply> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<WaitingReply> Task => _first.Task;

        public void Report(WaitingReply value) => _first.TrySetResult(value);
    }
}
