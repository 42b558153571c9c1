using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CrossLive.Platforms;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

public sealed class PlatformEndpointsTests : IAsyncLifetime
{
    private const string Good = $$"""{"secrets":["{{IngressServer.WebhookSecretText}}"]}""";
    private IngressServer _server = null!;

    public async Task InitializeAsync() => _server = await IngressServer.StartAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task A_platform_that_is_connected_is_heard_at_once_and_one_that_is_disconnected_no_more()
    {
        await _server.Http.SendAsync(_server.Signed(Events.Like())).ShouldBeProblemAsync(HttpStatusCode.NotFound, IngressCode.NotConnected);

        var report = await SendAsync(HttpMethod.Put, "/api/rooms/r1/platforms/tiktok", Good).ShouldBeAsync(HttpStatusCode.OK);
        report.GetProperty("state").GetString().ShouldBe("waiting");
        await _server.Http.SendAsync(_server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted);

        await SendAsync(HttpMethod.Delete, "/api/rooms/r1/platforms/tiktok").ShouldBeAsync(HttpStatusCode.NoContent);
        await _server.Http.SendAsync(_server.Signed(Events.Like())).ShouldBeProblemAsync(HttpStatusCode.Gone, IngressCode.Disconnected);
    }

    [Theory]
    [InlineData("tiktok", """{"secrets":[]}""", HttpStatusCode.UnprocessableEntity, "secrets:")]
    [InlineData("tiktok", """{"secrets":["hunter2"]}""", HttpStatusCode.UnprocessableEntity, "secrets[0]:")]
    [InlineData("tiktok", """{"secrets":[null]}""", HttpStatusCode.UnprocessableEntity, "secrets[0]:")]
    [InlineData("youtube", """{"settings":{"liveChatId":"x"}}""", HttpStatusCode.UnprocessableEntity, "settings.apiKey:")]
    [InlineData("youtube", """{"settings":{"liveChatId":"x","apiKey":null}}""", HttpStatusCode.UnprocessableEntity, "settings.apiKey:")]
    [InlineData("tiktok", """{"secret":"hunter2"}""", HttpStatusCode.BadRequest, "$.secret:")]
    [InlineData("tiktok", """{"secrets":"hunter2"}""", HttpStatusCode.BadRequest, "$.secrets:")]
    [InlineData("tiktok", """{"secrets":["hunter2\ud83d"]}""", HttpStatusCode.BadRequest, "")]
    [InlineData("tiktok", "[]", HttpStatusCode.BadRequest, "")]
    [InlineData("tiktok", "null", HttpStatusCode.BadRequest, "")]
    [InlineData("tiktok", "", HttpStatusCode.BadRequest, "")]
    public async Task What_is_wrong_with_a_connection_is_said_without_quoting_secrets(string platform, string body, HttpStatusCode status, string detail)
    {
        var code = status == HttpStatusCode.BadRequest ? IngressCode.BodyMalformed : IngressCode.ConnectionInvalid;

        var problem = await SendAsync(HttpMethod.Put, $"/api/rooms/r1/platforms/{platform}", body).ShouldBeProblemAsync(status, code);

        problem.GetProperty("detail").GetString()!.ShouldStartWith(detail);
        problem.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("/api/rooms/r1/platforms/myspace", Rejection.PlatformUnknown)]
    [InlineData("/api/rooms/a%20b/platforms/tiktok", Rejection.RoomUnknown)]
    public async Task An_unknown_platform_or_room_is_answered_404(string path, string code)
    {
        await SendAsync(HttpMethod.Put, path, Good).ShouldBeProblemAsync(HttpStatusCode.NotFound, code);
        await SendAsync(HttpMethod.Delete, path).ShouldBeProblemAsync(HttpStatusCode.NotFound, code);
    }

    [Fact]
    public async Task The_health_of_every_platform_is_listed_without_secrets()
    {
        await SendAsync(HttpMethod.Put, "/api/rooms/r1/platforms/tiktok", Good).ShouldBeAsync(HttpStatusCode.OK);

        var list = await SendAsync(HttpMethod.Get, "/api/rooms/r1/platforms").ShouldBeAsync(HttpStatusCode.OK);

        list.GetArrayLength().ShouldBe(PlatformCatalog.All.Count);
        list.ToString().ShouldNotContain("whsec_");
        list.EnumerateArray().Single(e => e.GetProperty("platform").GetString() == "tiktok").GetProperty("state").GetString().ShouldBe("waiting");
    }

    [Fact]
    public async Task The_catalog_says_what_each_platform_sends_and_takes()
    {
        var catalog = await SendAsync(HttpMethod.Get, "/api/platforms").ShouldBeAsync(HttpStatusCode.OK);

        var twitch = catalog.EnumerateArray().Single(e => e.GetProperty("name").GetString() == "twitch");
        twitch.GetProperty("kind").GetString().ShouldBe("twitchEventSub");
        twitch.GetProperty("sends").EnumerateArray().Select(e => e.GetString()).ShouldBe(["chat", "gift", "follow", "deletion", "mute"]);
        twitch.GetProperty("takes").EnumerateArray().Select(e => e.GetString()).ShouldBe(["reply", "announcement", "productLink"]);
        twitch.GetProperty("maxTextLength").GetInt32().ShouldBe(500);
    }

    [Fact]
    public async Task Only_an_operator_of_the_room_may()
    {
        (await _server.Http.GetAsync("/api/rooms/r1/platforms")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var token in new[] { _server.OperatorToken("other"), _server.OperatorToken(role: Role.Moderator), _server.OperatorToken(role: Role.Platform) })
        {
            (await SendAsync(HttpMethod.Get, "/api/rooms/r1/platforms", token: token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await SendAsync(HttpMethod.Put, "/api/rooms/r1/platforms/tiktok", Good, token)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        _server.TikTok.Connection.ShouldBeNull();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _server.OperatorToken());
        return _server.Http.SendAsync(request);
    }
}
