using CrossLive.Platforms.YouTube;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests;

public sealed class PlatformCatalogTests
{
    private const string WebhookSecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Every_platform_is_declared_once_under_a_well_formed_name()
    {
        PlatformCatalog.All.Select(platform => platform.Name).ShouldBe(
            ["twitch", "youtube", "tiktok", "douyin", "bilibili", "kuaishou", "instagram", "facebook", "shopee", "shopify", "shopify-orders", "tiktok-shop", "custom"]);
        PlatformCatalog.All.ShouldAllBe(platform => PlatformId.IsWellFormed(platform.Name) && platform.Sends != PlatformEvents.None);
    }

    [Theory]
    [InlineData("Twitch")]
    [InlineData("web")]
    [InlineData("")]
    [InlineData(null)]
    public void A_platform_nobody_declared_is_not_found(string? name) => PlatformCatalog.Find(name).ShouldBeNull();

    [Fact]
    public void No_platform_may_open_rooms_or_announce() =>
        PlatformCatalog.All.ShouldAllBe(platform => !platform.MaySend(new OpenRoom("mine")) && !platform.MaySend(new Announce("buy")) && !platform.MaySend(new SetSlowMode(0)));

    [Fact]
    public void A_platform_speaks_for_itself_with_the_platform_s_role() =>
        PlatformCatalog.Find("twitch")!.Connector.ShouldBe(new Person("twitch", "connector", "Twitch", Role.Platform));

    [Fact]
    public void Text_limits_are_those_of_the_fact_sheet()
    {
        PlatformCatalog.Find("twitch")!.Takes.MaxTextLength.ShouldBe(500);
        PlatformCatalog.Find("twitch")!.Takes.RateLimit.ShouldBe(new PlatformRateLimit(20, 30_000));
        PlatformCatalog.Find("shopee")!.Takes.MaxTextLength.ShouldBe(150);
        PlatformCatalog.Find("tiktok")!.Takes.Messages.ShouldBe(PlatformMessages.None);
    }

    [Fact]
    public void A_generic_connection_needs_webhook_secrets_and_nothing_else()
    {
        Problem("tiktok", [WebhookSecretText]).ShouldBeNull();
        Problem("tiktok", []).ShouldNotBeNull().ShouldStartWith("secrets:");
        Problem("tiktok", ["hunter2hunter2"]).ShouldNotBeNull().ShouldStartWith("secrets[0]:");
        Problem("tiktok", ["hunter2hunter2"])!.ShouldNotContain("hunter2");
        Problem("tiktok", Enumerable.Repeat(WebhookSecretText, ConnectionRules.MaxSecrets + 1).ToArray()).ShouldNotBeNull();
        Problem("tiktok", [WebhookSecretText], ("colour", "red")).ShouldNotBeNull().ShouldStartWith("settings:");
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("0123456789", true)]
    [InlineData("0123456789 space", false)]
    [InlineData("0123456789ä", false)]
    public void A_twitch_secret_is_10_to_100_printable_ascii_characters(string secret, bool good) => (Problem("twitch", [secret]) is null).ShouldBe(good);

    [Theory]
    [InlineData("https://www.googleapis.com/", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://localhost:8080/", true)]
    [InlineData("http://169.254.169.254/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("https://user:pass@example.com/", false)]
    [InlineData("youtube", false)]
    public void A_youtube_key_travels_in_the_clear_only_inside_the_machine(string baseAddress, bool good) =>
        (Problem("youtube", [], ("liveChatId", "Cg0K"), ("apiKey", "AIza"), ("baseAddress", baseAddress)) is null).ShouldBe(good);

    [Fact]
    public void A_youtube_connection_names_what_is_missing()
    {
        Problem("youtube", [], ("apiKey", "AIza")).ShouldBe("settings.liveChatId: is missing.");
        Problem("youtube", [WebhookSecretText], ("liveChatId", "Cg0K"), ("apiKey", "AIza")).ShouldNotBeNull().ShouldStartWith("secrets:");
        Problem("youtube", [], ("liveChatId", "Cg 0K"), ("apiKey", "AIza")).ShouldNotBeNull().ShouldStartWith("settings.liveChatId:");
    }

    [Fact]
    public void A_youtube_token_alone_reads_how_the_stream_is_received_and_who_speaks_needs_all_of_it()
    {
        (string, string)[] chat = [("liveChatId", "Cg0K"), ("apiKey", "AIza")];
        Problem("youtube", [], [.. chat, ("accessToken", "ya29")]).ShouldBeNull();
        Problem("youtube", [], [.. chat, ("accessToken", "ya29"), ("channelId", "UC1")]).ShouldBe("settings.saleLink: is missing; channelId needs it.");
        Problem("youtube", [], [.. chat, ("channelId", "UC1"), ("saleLink", "https://shop.example/")]).ShouldBe("settings.accessToken: is missing; channelId needs it.");
        Problem("youtube", [], [.. chat, ("accessToken", "ya29"), ("channelId", "UC1"), ("saleLink", "https://shop.example/")]).ShouldBeNull();
    }

    [Fact]
    public void A_youtube_token_that_is_renewed_stands_in_for_one_that_is_not_and_needs_the_application()
    {
        (string, string)[] chat = [("liveChatId", "Cg0K"), ("apiKey", "AIza")];
        (string, string)[] renewal = [("refreshToken", "1//r"), ("clientId", "app"), ("clientSecret", "GOCSPX")];
        Problem("youtube", [], [.. chat, .. renewal]).ShouldBeNull();
        Problem("youtube", [], [.. chat, .. renewal, ("tokenAddress", "https://proxy.example/token"), ("accessToken", "ya29")]).ShouldBeNull();
        Problem("youtube", [], [.. chat, .. renewal, ("channelId", "UC1"), ("saleLink", "https://shop.example/")]).ShouldBeNull();
        Problem("youtube", [], [.. chat, .. renewal, ("channelId", "UC1")]).ShouldBe("settings.saleLink: is missing; channelId needs it.");
        Problem("youtube", [], [.. chat, .. renewal[..2]]).ShouldBe("settings.clientSecret: is missing; refreshToken needs it.");
        Problem("youtube", [], [.. chat, .. renewal[1..]]).ShouldBe("settings.refreshToken: is missing; clientId needs it.");
        Problem("youtube", [], [.. chat, ("tokenAddress", "https://proxy.example/token")]).ShouldBe("settings.refreshToken: is missing; tokenAddress needs it.");
        Problem("youtube", [], [.. chat, .. renewal, ("tokenAddress", "http://proxy.example/token")]).ShouldNotBeNull().ShouldStartWith("settings.tokenAddress:");
    }

    [Fact]
    public void A_youtube_address_hides_the_key_and_escapes_the_token()
    {
        var address = YouTubeChatAddress.From(new PlatformConnection(
            "youtube", [], new Dictionary<string, string> { ["liveChatId"] = "Cg&0K", ["apiKey"] = "AIzaKey", ["baseAddress"] = "http://127.0.0.1:8080/proxy" }));

        address.ForPage("a b&c").AbsoluteUri.ShouldBe(
            "http://127.0.0.1:8080/proxy/youtube/v3/liveChat/messages?liveChatId=Cg%260K&part=id,snippet,authorDetails&maxResults=2000&pageToken=a%20b%26c");
        address.ToString().ShouldNotContain("AIzaKey");
    }

    private static string? Problem(string platform, IReadOnlyList<string> secrets, params (string Name, string Value)[] settings) =>
        PlatformCatalog.Find(platform)!.FindProblem(new PlatformConnection(platform, secrets, settings.ToDictionary(setting => setting.Name, setting => setting.Value)));
}
