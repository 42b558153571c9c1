using System.Globalization;
using System.Text.Json;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.Platforms;
using CrossLive.Platforms.Twitch;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.PlatformSimulators.YouTube;
using CrossLive.Rooms;

namespace CrossLive.Grains.Tests.PlatformAdapters.Countdowns;

/// <summary>A sale's link on Twitch, through real grains and a simulated Twitch: only what stands whatever the clock does.</summary>
public sealed class CountdownAdapterTests : IAsyncLifetime
{
    private const int AheadMs = 2_500;

    private readonly TemporaryFolder _folder = new();
    private AdapterCluster _cluster = null!;
    private TwitchChatSimulator _twitch = null!;

    public async Task InitializeAsync()
    {
        _twitch = await TwitchChatSimulator.StartAsync("client", "token", "77", TimeProvider.System);
        _cluster = await AdapterCluster.StartAsync(_folder.Path);
        await _cluster.OpenRoomAsync();
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _twitch.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_sale_that_opens_sends_its_link_once_and_the_link_that_comes_back_is_no_viewers_chat()
    {
        await ConnectAsync();
        await ArmAsync();
        await Eventually.HoldsAsync(() => _twitch.Shown.Count == 1, "the link");
        var shown = _twitch.Shown[0];
        shown.Text.ShouldBe("Open now: Lantern https://shop.example/");

        var answers = await Adapter.DeliverAsync([Chat(shown.Id, "77", shown.Text), Chat("m9", "4145", "Nice!"), Chat(shown.Id, "77", shown.Text)]);

        answers.Select(answer => answer.Outcome).ShouldBe([CommandOutcome.Repeated, CommandOutcome.Accepted, CommandOutcome.Repeated]);
        (await _cluster.TextsAsync()).ShouldBe(["Nice!"]);
        var countdowns = await Adapter.GetCountdownsAsync();
        countdowns.IsSending.ShouldBeTrue();
        countdowns.Delay.Samples.ShouldBe(1);
        LinkOf(countdowns).Status.ShouldBe(CountdownStatus.Seen);
        countdowns.Sales[0].Entries.Where(entry => entry.Step != CountdownStep.Link).ShouldAllBe(entry => entry.Status == CountdownStatus.Skipped && entry.Detail == "late");
    }

    [Fact]
    public async Task Neither_a_new_connection_nor_a_new_process_says_it_again()
    {
        await ConnectAsync();
        await ArmAsync();
        await Eventually.HoldsAsync(async () => (await Adapter.GetCountdownsAsync()) is { Sales: [{ Entries: [.., { Step: CountdownStep.Link, Status: CountdownStatus.Sent }] }] }, "the link");
        await ConnectAsync();
        await _cluster.DisposeAsync();

        _cluster = await AdapterCluster.StartAsync(_folder.Path);
        await Eventually.HoldsAsync(async () => (await Sale.InspectAsync()).View?.Phase == SalePhase.Open, "the sale to be open again");
        await ConnectAsync();
        await Adapter.FollowSaleAsync((await Sale.InspectAsync()).View!);

        LinkOf(await Adapter.GetCountdownsAsync()).Status.ShouldBe(CountdownStatus.Sent);
        _twitch.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_platform_that_is_connected_after_the_sale_was_armed_hears_of_it_from_the_room()
    {
        await ArmAsync();
        await Eventually.HoldsAsync(async () => (await _cluster.Room().InspectAsync()).View!.Sales.Any(sale => sale.Phase == SalePhase.Armed), "the room to know the sale");

        await ConnectAsync();

        await Eventually.HoldsAsync(() => _twitch.Shown.Count == 1, "the link");
    }

    [Fact]
    public async Task A_sale_that_was_cancelled_while_the_platform_was_not_connected_sends_no_link()
    {
        await ConnectAsync();
        await ArmAsync();
        await Eventually.HoldsAsync(async () => (await Adapter.GetCountdownsAsync()).Sales.Count == 1, "the adapter to know the sale");
        await Adapter.DisconnectAsync();
        (await Sale.ExecuteAsync([new CancelSale()]))[0].Code.ShouldBeNull();

        await ConnectAsync();

        (await Adapter.GetCountdownsAsync()).Sales.ShouldHaveSingleItem().Phase.ShouldBe(SalePhase.Cancelled);
        _twitch.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_link_on_YouTube_comes_back_by_the_poll_and_is_no_viewers_chat()
    {
        await using var youTube = await YouTubeSimulator.StartAsync("chat", "key");
        (youTube.PollingIntervalMs, youTube.WriteToken) = (20, "token");
        var adapter = _cluster.Adapter("youtube");
        await adapter.ConnectAsync(new PlatformConnection("youtube", [], new Dictionary<string, string>
        {
            ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = youTube.BaseAddress.AbsoluteUri, ["accessToken"] = "token", ["channelId"] = "UC-host",
            ["saleLink"] = "https://shop.example/",
        }));
        await ArmAsync();

        await Eventually.HoldsAsync(
            async () => await adapter.GetCountdownsAsync() is { Sales: [{ Entries: [.., { Step: CountdownStep.Link, Status: CountdownStatus.Seen }] }] }, "the link to come back");

        youTube.Add(new YouTubeItem("i1", "UC1", "Yuki", TimeProvider.System.GetUtcNow()).Text("hello"));
        await Eventually.HoldsAsync(async () => (await _cluster.TextsAsync()).Count > 0, "a viewer's chat");
        (await _cluster.TextsAsync()).ShouldBe(["hello"]);
        (await adapter.GetCountdownsAsync()).Delay.Samples.ShouldBe(1);
    }

    [Fact]
    public async Task A_platform_that_was_never_connected_keeps_no_book_and_says_nothing()
    {
        await ArmAsync();
        await Eventually.HoldsAsync(async () => (await Sale.InspectAsync()).View!.Phase == SalePhase.Open, "the sale to open");

        var countdowns = await Adapter.GetCountdownsAsync();

        countdowns.IsSending.ShouldBeFalse();
        countdowns.Sales.ShouldBeEmpty();
        countdowns.Delay.Samples.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_measured_of_the_picture_s_delay_is_added_to_what_the_operator_says_of_the_platform_and_outlives_the_process()
    {
        await ConnectAsync();
        (await Adapter.GetCountdownsAsync()).VideoDelayMs.ShouldBe(9_000);
        await Adapter.NoteVideoDelayAsync(6_200);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Adapter.NoteVideoDelayAsync(-1));
        await _cluster.DisposeAsync();

        _cluster = await AdapterCluster.StartAsync(_folder.Path);

        (await Adapter.GetCountdownsAsync()).VideoDelayMs.ShouldBe(15_200);
    }

    [Fact]
    public async Task Where_the_operator_says_nothing_of_the_platform_the_delay_is_known_to_be_a_part()
    {
        await ConnectAsync(videoDelayMs: null);
        var before = await Adapter.GetCountdownsAsync();
        (before.VideoDelayMs, before.IsVideoDelayPartial).ShouldBe((null, false));
        await Adapter.NoteVideoDelayAsync(400);
        var after = await Adapter.GetCountdownsAsync();
        (after.VideoDelayMs, after.IsVideoDelayPartial).ShouldBe((400, true));
    }

    [Fact]
    public async Task A_platform_that_is_not_connected_keeps_nothing_of_a_picture_s_delay()
    {
        await Adapter.NoteVideoDelayAsync(400);
        await ConnectAsync();
        (await Adapter.GetCountdownsAsync()).VideoDelayMs.ShouldBe(9_000);
    }

    private IPlatformAdapterGrain Adapter => _cluster.Adapter("twitch");

    private IFlashSaleGrain Sale => _cluster.Sale("lantern");

    private static CountdownEntry LinkOf(PlatformCountdowns countdowns) => countdowns.Sales[0].Entries.Single(entry => entry.Step == CountdownStep.Link);

    private Task ConnectAsync(string? videoDelayMs = "9000")
    {
        var settings = new Dictionary<string, string>
        {
            ["clientId"] = "client", ["accessToken"] = "token", ["broadcasterId"] = "1234", ["senderId"] = "77", ["baseAddress"] = _twitch.BaseAddress.AbsoluteUri,
            ["saleLink"] = "https://shop.example/",
        };
        if (videoDelayMs is not null)
        {
            settings["videoDelayMs"] = videoDelayMs;
        }

        return Adapter.ConnectAsync(new PlatformConnection("twitch", ["0123456789"], settings));
    }

    private async Task ArmAsync()
    {
        var opensAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + AheadMs;
        var offer = new SaleOffer("lantern", "Lantern", "sku-1", [new Money(1_999, "EUR")], 10, [], 2, 60_000, opensAt, null, 0, 150, 250);
        var answers = await Sale.ExecuteAsync([new ScheduleSale(offer, [.. Enumerable.Repeat((byte)7, 32)], [.. Enumerable.Repeat((byte)9, 32)]), new ArmSale()]);
        answers.ShouldAllBe(answer => answer.Code == null);
    }

    // As Twitch's webhook brings it.
    private static RoomCommand Chat(string id, string chatter, string text)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            subscription = new { type = "channel.chat.message" },
            @event = new { broadcaster_user_id = "1234", chatter_user_id = chatter, chatter_user_name = chatter, message_id = id, message = new { text } },
        });
        var message = (TwitchNotification)TwitchEventParser.Parse(TwitchHeaders.Notification, "webhook-" + id.ToString(CultureInfo.InvariantCulture), body);
        return message.Event.Command!;
    }
}
