using System.Net;
using CrossLive.PlatformSimulators.YouTube;
using CrossLive.Platforms.Sending;
using CrossLive.Platforms.YouTube;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.YouTube;

/// <summary>Tokens of a simulated Google, over HTTP.</summary>
public sealed class YouTubeTokensTests : IAsyncLifetime
{
    private const string Allowed = "1//refresh-of-the-channel";
    private static readonly TimeSpan Hour = TimeSpan.FromSeconds(3_599);

    private readonly ShiftedTime _time = new();
    private readonly ServiceProvider _services;
    private YouTubeSimulator _youTube = null!;

    public YouTubeTokensTests() => _services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddYouTubeClients().AddPlatformSenders().BuildServiceProvider();

    private SimulatedOAuth Google => _youTube.OAuth;

    private YouTubeTokens Tokens => _services.GetRequiredService<YouTubeTokens>();

    public async Task InitializeAsync()
    {
        _youTube = await YouTubeSimulator.StartAsync("chat", "key", time: _time);
        Google.RefreshToken = Allowed;
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _youTube.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_kept_until_shortly_before_its_end_and_renewed_once_for_all_who_ask_then()
    {
        var first = await GetAsync();
        _time.Advance(Hour - YouTubeTokens.RenewBefore - TimeSpan.FromSeconds(30));
        (await GetAsync()).ShouldBe(first);
        Google.Asked.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(30));
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync()));
        all.Distinct().ShouldHaveSingleItem().ShouldNotBe(first);
        Google.Asked.ShouldBe(2);
        Google.IsGood("Bearer " + all[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_of_a_short_time_is_renewed_when_a_quarter_of_it_is_left()
    {
        Google.LifetimeSeconds = 400;
        var first = await GetAsync();
        _time.Advance(TimeSpan.FromSeconds(280));
        (await GetAsync()).ShouldBe(first);
        _time.Advance(TimeSpan.FromSeconds(21));
        (await GetAsync()).ShouldNotBe(first);
    }

    [Fact]
    public async Task While_Google_does_not_answer_the_token_is_used_to_its_end_and_its_end_is_said()
    {
        var first = await GetAsync();
        Google.Fail(HttpStatusCode.ServiceUnavailable, "internal_failure");
        _time.Advance(Hour - TimeSpan.FromMinutes(1));
        (await GetAsync()).ShouldBe(first);
        var asked = Google.Asked;
        (await GetAsync()).ShouldBe(first);
        Google.Asked.ShouldBe(asked, "It is left alone for some seconds.");

        _time.Advance(TimeSpan.FromMinutes(1));
        var failure = await Should.ThrowAsync<YouTubeException>(GetAsync);
        (failure.Kind, failure.Message).ShouldBe((YouTubeFailureKind.Unavailable, "Google's token endpoint answered internal_failure."));

        Google.Fail(null);
        _time.Advance(YouTubeTokens.FailedFor);
        (await GetAsync()).ShouldNotBe(first);
    }

    [Fact]
    public async Task What_the_owner_took_back_is_said_with_what_to_do_and_asked_for_again_after_ten_minutes_or_a_new_connection()
    {
        Google.Revoke();
        var failure = await Should.ThrowAsync<YouTubeException>(GetAsync);
        failure.Kind.ShouldBe(YouTubeFailureKind.TokenNotRenewed);
        failure.Message.ShouldBe("Google does not renew the channel's token (invalid_grant: Token has been expired or revoked.): allow it anew, and connect the platform with the new 'refreshToken'.");
        (await Should.ThrowAsync<YouTubeException>(GetAsync)).Message.ShouldBe(failure.Message);
        Google.Asked.ShouldBe(1);

        Google.RefreshToken = Allowed;
        await Should.ThrowAsync<YouTubeException>(GetAsync);
        Tokens.Forget(Connection());
        Google.IsGood("Bearer " + await GetAsync()).ShouldBeTrue();

        Google.Revoke();
        _time.Advance(Hour);
        await Should.ThrowAsync<YouTubeException>(GetAsync);
        Google.RefreshToken = Allowed;
        _time.Advance(YouTubeTokens.RefusedFor);
        Google.IsGood("Bearer " + await GetAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_application_that_Google_does_not_know_is_named_and_no_secret_is()
    {
        Google.ClientSecret = "another";
        var failure = await Should.ThrowAsync<YouTubeException>(GetAsync);
        failure.Message.ShouldContain("invalid_client");
        failure.Message.ShouldContain("'clientId' and 'clientSecret'");
        Google.Fail(HttpStatusCode.BadRequest, "invalid_grant", $"Bad token {Allowed}");
        Tokens.Forget(Connection());
        var echoed = await Should.ThrowAsync<YouTubeException>(GetAsync);
        echoed.Kind.ShouldBe(YouTubeFailureKind.TokenNotRenewed);
        echoed.ToString().ShouldNotContain(Allowed);
        YouTubeRenewal.From(Connection())!.ToString().ShouldBe(new Uri(_youTube.BaseAddress, "token").ToString());
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_replaced_unless_it_was_only_just_given()
    {
        var first = (await GetAsync())!;
        (await Tokens.ReplaceAsync(Connection(), first, default)).ShouldBeNull("Its age is not what is wrong with it.");
        _time.Advance(YouTubeTokens.LeastAge);
        var second = await Tokens.ReplaceAsync(Connection(), first, default);
        second.ShouldNotBeNull().ShouldNotBe(first);
        (await Tokens.ReplaceAsync(Connection(), first, default)).ShouldBe(second, "Somebody else has replaced it already.");
        Google.Asked.ShouldBe(2);
        (await Tokens.ReplaceAsync(new PlatformConnection("youtube", [], new Dictionary<string, string> { ["accessToken"] = "ya29" }), "ya29", default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"access_token":"ya29"}""")]
    [InlineData("""{"access_token":"","expires_in":3599}""")]
    [InlineData("""{"access_token":"ya29\nX-Header: 1","expires_in":3599}""")]
    [InlineData("""{"access_token":"ya29","expires_in":0}""")]
    [InlineData("""{"access_token":"ya29","expires_in":"soon"}""")]
    public async Task What_is_no_token_counts_as_unavailable(string body)
    {
        var client = new YouTubeTokenClient(new HttpClient(new FixedAnswer(body)));
        (await Should.ThrowAsync<YouTubeException>(() => client.RenewAsync(YouTubeRenewal.From(Connection())!, default))).Kind.ShouldBe(YouTubeFailureKind.Unavailable);
    }

    [Fact]
    public async Task A_message_is_sent_after_the_token_has_run_out_or_was_ended_early_and_said_once()
    {
        (await SendAsync()).Outcome.ShouldBe(SendOutcome.Sent);
        _time.Advance(Hour + Hour);
        (await SendAsync()).MessageId.ShouldBe("inserted-2");

        _time.Advance(YouTubeTokens.LeastAge);
        Google.EndTokens();
        (await SendAsync()).MessageId.ShouldBe("inserted-3");
        Google.Asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_message_without_a_token_is_refused_or_waits_and_says_which()
    {
        Google.Fail(HttpStatusCode.TooManyRequests, "rate_limit_exceeded", "Slow down.");
        (await SendAsync()).Outcome.ShouldBe(SendOutcome.Unavailable);
        Google.Fail(null);
        Google.Revoke();
        _time.Advance(YouTubeTokens.FailedFor);
        var refused = await SendAsync();
        refused.Outcome.ShouldBe(SendOutcome.Refused);
        refused.Detail.ShouldNotBeNull().ShouldContain("invalid_grant");
    }

    [Fact]
    public async Task The_token_of_a_message_is_there_before_it_is_sent()
    {
        await Sender.WarmAsync(Connection(), default);
        Google.Asked.ShouldBe(1);
        (await SendAsync()).Outcome.ShouldBe(SendOutcome.Sent);
        Google.Asked.ShouldBe(1);
        Google.Revoke();
        _time.Advance(Hour);
        await Sender.WarmAsync(Connection(), default);
    }

    private IPlatformSender Sender => _services.GetRequiredService<PlatformSenders>().For(PlatformCatalog.Find("youtube"))!;

    private Task<string?> GetAsync() => Tokens.GetAsync(Connection(), default);

    private Task<SendResult> SendAsync() => Sender.SendAsync(Connection(), new OutboundMessage("r1/s1/4", "r1", "youtube", "link", "Open now", "s1", 1, 1), default);

    private PlatformConnection Connection() => new("youtube", [], new Dictionary<string, string>
    {
        ["liveChatId"] = "chat", ["apiKey"] = "key", ["baseAddress"] = _youTube.BaseAddress.AbsoluteUri, ["channelId"] = "UC-host", ["saleLink"] = "https://shop.example/",
        ["refreshToken"] = Allowed, ["clientId"] = "app.apps.example", ["clientSecret"] = "GOCSPX-secret", ["tokenAddress"] = new Uri(_youTube.BaseAddress, "token").AbsoluteUri,
    });

    private sealed class FixedAnswer(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
    }
}
