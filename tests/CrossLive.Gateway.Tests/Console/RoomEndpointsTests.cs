using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CrossLive.Gateway.Tests.Hubs;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Console;

public sealed class RoomEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RoomServer _server = shared.Server;

    [Fact]
    public async Task An_operator_opens_looks_at_and_closes_a_room()
    {
        var token = _server.Token("show", Role.Operator, "op");

        using var opened = await _server.PostAsync("/api/rooms/show/open", """{"title":"The show","key":"k"}""", token);
        using var again = await _server.PostAsync("/api/rooms/show/open", """{"title":"The show","key":"k"}""", token);
        using var seen = await GetAsync("/api/rooms/show/", token);
        using var closed = await _server.PostAsync("/api/rooms/show/close", """{"reason":"The end"}""", token);
        using var minutes = await GetAsync("/api/rooms/show/minutes", token);

        (await opened.Content.ReadAsStringAsync()).ShouldBe("""{"epoch":1,"sequence":1}""");
        (await again.Content.ReadAsStringAsync()).ShouldBe("""{"epoch":1,"sequence":1}""");
        (await JsonAsync(seen)).GetProperty("view").GetProperty("title").GetString().ShouldBe("The show");
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JsonAsync(minutes)).GetProperty("through").GetProperty("sequence").GetInt64().ShouldBe(2);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(Role.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Role.Moderator, HttpStatusCode.Forbidden)]
    [InlineData(Role.Platform, HttpStatusCode.Forbidden)]
    public async Task Nobody_else_gets_in(Role? role, HttpStatusCode status)
    {
        using var opened = await _server.PostAsync("/api/rooms/mine/open", """{"title":"t"}""", role is { } given ? _server.Token("mine", given) : null);

        opened.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task An_operator_of_one_room_has_no_say_in_another_and_one_of_all_rooms_has()
    {
        using var other = await _server.PostAsync("/api/rooms/other/open", """{"title":"t"}""", _server.Token("mine", Role.Operator));
        using var every = await _server.PostAsync("/api/rooms/other/open", """{"title":"t"}""", _server.Token("*", Role.Operator));

        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        every.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/rooms/a%20b/open", """{"title":"t"}""", 400)]
    [InlineData("/api/rooms/bad/open", """{"title":""", 400)]
    [InlineData("/api/rooms/bad/open", """{"title":7}""", 400)]
    [InlineData("/api/rooms/bad/open", """{}""", 422)]
    [InlineData("/api/rooms/bad/open", """{"title":"   "}""", 422)]
    [InlineData("/api/rooms/bad/close", """{"reason":"never opened"}""", 422)]
    public async Task Bad_input_is_a_clear_answer(string path, string json, int status)
    {
        using var response = await _server.PostAsync(path, json, _server.Token("*", Role.Operator));

        ((int)response.StatusCode).ShouldBe(status);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _server.Http.SendAsync(request);
    }
}
