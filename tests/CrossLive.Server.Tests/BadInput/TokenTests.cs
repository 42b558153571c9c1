using System.Net;
using System.Net.Http.Json;
using System.Text;
using CrossLive.Protocol;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Tokens that are no good, and ways to get a development token that are none.</summary>
[Collection(LiveServerTests.Name)]
public sealed class TokenTests(LiveServer server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_token_that_is_expired_unsigned_or_not_ours_is_refused_before_the_connection_stands()
    {
        var good = server.NewViewer();
        (await StatusOfAsync(good)).ShouldBe(HttpStatusCode.OK);
        string[] bad =
        [
            string.Empty,
            "nonsense",
            "a.b.c",
            server.Tokens.Expired(LiveServer.Room, "viewer"),
            Unsigned(good),
            good[..good.LastIndexOf('.')] + ".",
            good[..good.LastIndexOf('.')] + "." + new string('A', 43),
            Tokens.IssuerWith(new string('x', 64)).Issue("viewer", "viewer", LiveServer.Room, Role.Viewer, TimeSpan.FromHours(1)),
            server.Tokens.FromIssuer("somebody-else", LiveServer.Room, "viewer"),
        ];
        foreach (var token in bad)
        {
            (await StatusOfAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        }

        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task A_token_that_names_no_room_or_person_is_refused_before_the_connection_stands()
    {
        (await StatusOfAsync(server.Tokens.For("no such room", "viewer"))).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync(server.Tokens.For(LiveServer.Room, new string('i', Person.MaxIdLength + 1)))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Host", "crosslive.example")]
    [InlineData("Host", "127.0.0.1.crosslive.example")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    public async Task A_development_token_is_for_callers_on_this_machine_only(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dev/token") { Content = JsonContent.Create(new { room = LiveServer.Room, role = "operator" }) };
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("eyJ");
    }

    [Theory]
    [InlineData("""{"room":"attacked","role":"platform"}""")]
    [InlineData("""{"room":"attacked","role":"god"}""")]
    [InlineData("""{"room":"no such room"}""")]
    [InlineData("{}")]
    [InlineData("""{"room":5}""")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task A_wrong_request_for_a_development_token_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("/dev/token", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData($"/api/rooms/{LiveServer.Room}/")]
    [InlineData($"/api/rooms/{LiveServer.Room}/minutes")]
    [InlineData("/api/platforms")]
    [InlineData("/dashboard/")]
    public async Task What_is_the_operators_is_closed_to_viewers_and_strangers(string path)
    {
        using var stranger = await _http.GetAsync(new Uri(path, UriKind.Relative));
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", server.NewViewer()) } };
        using var viewer = await _http.SendAsync(request);
        viewer.StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_dashboard_opens_for_an_operator_of_every_room_only_and_a_cookie_keeps_the_token_out_of_the_address()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        using var entry = await browser.GetAsync(new Uri($"/dashboard?access_token={server.Tokens.For("*", "operator", Role.Operator)}", UriKind.Relative));
        (entry.StatusCode, entry.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.Redirect, "/dashboard/"));
        using var page = await browser.GetAsync(entry.Headers.Location);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/") { Headers = { Authorization = new("Bearer", server.Tokens.For(LiveServer.Room, "operator", Role.Operator)) } };
        using var ofOneRoom = await _http.SendAsync(request);
        ofOneRoom.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<HttpStatusCode> StatusOfAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HubMethods.Path + "/negotiate?negotiateVersion=1&access_token=" + Uri.EscapeDataString(token));
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    // The same claims under {"alg":"none"}, without a signature.
    private static string Unsigned(string token) => Convert.ToBase64String("""{"alg":"none","typ":"JWT"}"""u8).TrimEnd('=') + "." + token.Split('.')[1] + ".";
}
