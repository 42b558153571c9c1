using CrossLive.PlatformSimulators.Chats;
using CrossLive.PlatformSimulators.CloudEvents;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.PlatformSimulators.YouTube;
using CrossLive.Platforms.Generic;
using CrossLive.Platforms.Sending;
using CrossLive.Platforms.Twitch;
using CrossLive.Platforms.YouTube;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Sending;

public sealed class PlatformSendersTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly OutboundMessage Message = new("r1/s1/4", "r1", "custom", "link", "Open now: Lantern https://shop.example/", "s1", 1_800_000_000_000, 1_800_000_000_000);

    private readonly ServiceProvider _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddPlatformSenders().BuildServiceProvider();
    private TwitchChatSimulator _twitch = null!;
    private BridgeSimulator _bridge = null!;
    private YouTubeSimulator _youTube = null!;

    public async Task InitializeAsync()
    {
        _twitch = await TwitchChatSimulator.StartAsync("client", "token", "77", TimeProvider.System);
        _bridge = await BridgeSimulator.StartAsync(Secret, TimeProvider.System);
        _youTube = await YouTubeSimulator.StartAsync("chat", "key");
        _youTube.WriteToken = "token";
    }

    public async Task DisposeAsync()
    {
        await _twitch.DisposeAsync();
        await _bridge.DisposeAsync();
        await _youTube.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Twitch_takes_a_message_and_names_the_key_under_which_it_comes_back()
    {
        var result = await SendAsync("twitch", Twitch());

        result.ShouldBe(new SendResult(SendOutcome.Sent, "sent-1", TwitchEventParser.KeyForMessage("1234", "sent-1")));
    }

    [Fact]
    public async Task What_Twitch_takes_and_does_not_show_is_dropped_with_its_reason()
    {
        _twitch.DropNext("msg_rejected");

        var result = await SendAsync("twitch", Twitch());

        result.Outcome.ShouldBe(SendOutcome.Dropped);
        result.Detail.ShouldNotBeNull().ShouldContain("msg_rejected");
    }

    [Theory]
    [InlineData("twitch")]
    [InlineData("youtube")]
    [InlineData("custom")]
    public async Task A_wrong_token_is_refused_and_stands_in_no_answer(string platform)
    {
        var connection = platform switch
        {
            "twitch" => Twitch(token: "hunter2"),
            "youtube" => YouTube(token: "hunter2"),
            _ => Bridge(secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        };

        var result = await SendAsync(platform, connection);

        result.Outcome.ShouldBe(SendOutcome.Refused);
        result.Detail.ShouldNotBeNull().ShouldContain("401");
        result.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("twitch")]
    [InlineData("custom")]
    public async Task A_message_goes_over_the_connection_that_was_opened_ahead_without_a_token(string platform)
    {
        SimulatedChat chat = platform == "twitch" ? _twitch : _bridge;
        var connection = platform == "twitch" ? Twitch() : Bridge();
        await SenderOf(platform).WarmAsync(connection, CancellationToken.None);

        (await SendAsync(platform, connection)).Outcome.ShouldBe(SendOutcome.Sent);

        chat.Calls.Select(call => (call.Method, call.HasToken)).ShouldBe([("HEAD", false), ("POST", platform == "twitch")]);
        chat.Calls.Select(call => call.Connection).Distinct().ShouldHaveSingleItem();
        chat.Requests.ShouldBe(1, "a message was sent to open the connection");
    }

    [Fact]
    public async Task That_nobody_is_there_is_no_error_of_opening_a_connection_ahead()
    {
        var settings = new Dictionary<string, string>(Bridge().Settings) { ["sendTo"] = "http://127.0.0.1:1/say" };

        await SenderOf("custom").WarmAsync(Bridge() with { Settings = settings }, CancellationToken.None);
        await SenderOf("youtube").WarmAsync(YouTube(), CancellationToken.None);
    }

    [Fact]
    public async Task A_platform_that_asks_to_wait_says_how_long_up_to_a_limit()
    {
        _twitch.LimitNext("3");
        _bridge.LimitNext("86400");

        (await SendAsync("twitch", Twitch())).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(SendOutcome.RateLimited), result => result.RetryAfterMs.ShouldBe(3_000));
        (await SendAsync("custom", Bridge())).RetryAfterMs.ShouldBe(SendCall.MaxRetryAfterMs);
    }

    [Fact]
    public async Task An_error_of_the_server_leaves_it_open_and_one_that_is_not_there_was_not_told()
    {
        _bridge.AnswerNext(Results.StatusCode(500));
        (await SendAsync("custom", Bridge())).Outcome.ShouldBe(SendOutcome.Unsure);

        var settings = new Dictionary<string, string>(Bridge().Settings) { ["sendTo"] = "http://127.0.0.1:1/say" };
        (await SendAsync("custom", Bridge() with { Settings = settings })).Outcome.ShouldBe(SendOutcome.Unavailable);
    }

    [Fact]
    public async Task An_answer_that_names_no_message_is_still_an_answer()
    {
        _twitch.AnswerNext(Results.Text("<html>", "text/html"));

        (await SendAsync("twitch", Twitch())).ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(SendOutcome.Sent), result => result.MessageId.ShouldBeNull());
    }

    [Fact]
    public async Task A_bridge_is_sent_a_signed_event_and_says_an_id_once()
    {
        var first = await SendAsync("custom", Bridge());
        var second = await SendAsync("custom", Bridge());

        first.ShouldBe(new SendResult(SendOutcome.Sent, Message.Id, GenericSender.KeyForAnnouncement("custom", Message.Id)));
        second.Outcome.ShouldBe(SendOutcome.Sent);
        _bridge.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task YouTube_takes_a_message_with_the_channels_token()
    {
        var result = await SendAsync("youtube", YouTube());

        result.ShouldBe(new SendResult(SendOutcome.Sent, "inserted-1", YouTubePageParser.KeyForMessage("chat", "inserted-1")));
    }

    [Fact]
    public void An_announcement_that_comes_back_is_known_by_its_id_whatever_event_brings_it()
    {
        var body = """{"specversion":"1.0","id":"e9","source":"https://bridge.example/x","type":"crosslive.chat","data":{"user":{"id":"u"},"text":"Open now","announcementId":"r1/s1/4"}}"""u8.ToArray();

        var parsed = GenericEventParser.Parse(PlatformCatalog.Find("custom")!, "application/cloudevents+json", [], body).ShouldHaveSingleItem();

        parsed.Command!.Key.ShouldBe(GenericSender.KeyForAnnouncement("custom", "r1/s1/4"));
    }

    [Fact]
    public void Only_platforms_that_take_what_everybody_reads_have_a_sender()
    {
        var senders = _services.GetRequiredService<PlatformSenders>();

        PlatformCatalog.All.Where(platform => senders.For(platform) is not null).Select(platform => platform.Name).ShouldBe(["twitch", "youtube", "shopee", "custom"]);
    }

    [Theory]
    [InlineData("saleLink", "ftp://shop.example/")]
    [InlineData("saleLink", "https://shop.example/ and more")]
    [InlineData("language", "fr")]
    [InlineData("videoDelayMs", "-1")]
    [InlineData("videoDelayMs", "600001")]
    [InlineData("sendTo", "http://169.254.169.254/")]
    public void A_setting_that_is_wrong_is_named(string name, string value)
    {
        var settings = new Dictionary<string, string>(Bridge().Settings) { [name] = value };

        PlatformCatalog.Find("custom")!.FindProblem(Bridge() with { Settings = settings }).ShouldNotBeNull().ShouldStartWith($"settings.{name}:");
    }

    [Theory]
    [InlineData("twitch", "clientId")]
    [InlineData("youtube", "channelId")]
    [InlineData("custom", "saleLink")]
    public void What_belongs_together_is_given_together(string platform, string name)
    {
        var connection = platform switch { "twitch" => Twitch(), "youtube" => YouTube(), _ => Bridge() };
        PlatformCatalog.Find(platform)!.FindProblem(connection).ShouldBeNull();
        var settings = new Dictionary<string, string>(connection.Settings);
        settings.Remove(name);

        PlatformCatalog.Find(platform)!.FindProblem(connection with { Settings = settings }).ShouldNotBeNull().ShouldStartWith($"settings.{name}: is missing;");
    }

    private Task<SendResult> SendAsync(string platform, PlatformConnection connection) =>
        SenderOf(platform).SendAsync(connection, Message, CancellationToken.None);

    private IPlatformSender SenderOf(string platform) => _services.GetRequiredService<PlatformSenders>().For(PlatformCatalog.Find(platform))!;

    private PlatformConnection Twitch(string token = "token") => new("twitch", ["0123456789"], new Dictionary<string, string>
    {
        ["clientId"] = "client", ["accessToken"] = token, ["broadcasterId"] = "1234", ["senderId"] = "77", ["baseAddress"] = _twitch.BaseAddress.AbsoluteUri, ["saleLink"] = "https://shop.example/",
    });

    private PlatformConnection YouTube(string token = "token") => new("youtube", [], new Dictionary<string, string>
    {
        ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = _youTube.BaseAddress.AbsoluteUri, ["accessToken"] = token, ["channelId"] = "UC-host", ["saleLink"] = "https://shop.example/",
    });

    private PlatformConnection Bridge(string secret = Secret) =>
        new("custom", [secret], new Dictionary<string, string> { ["sendTo"] = _bridge.SayAddress.AbsoluteUri, ["saleLink"] = "https://shop.example/" });
}
