using System.Net;
using System.Text.Json;
using CrossLive.Gateway.Tests.Hubs;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Auth;

public sealed class DevelopmentTokensTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RoomServer _server = shared.Server;

    [Fact]
    public async Task A_caller_on_this_machine_gets_a_token_that_works()
    {
        await _server.OpenAsync("dev");
        using var response = await AskAsync("""{"room":"dev","name":"Dora"}""");
        var token = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;

        await using var viewer = await _server.ConnectAsync(token);

        (await viewer.JoinAsync("dev")).Me!.Name.ShouldBe("Dora");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("Forwarded", "for=10.0.0.1")]
    [InlineData("Host", "attacker.example")]
    public async Task Who_came_through_a_proxy_or_by_another_name_gets_none(string header, string value)
    {
        using var response = await AskAsync("""{"room":"dev"}""", (header, value));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"room":"a b"}""")]
    [InlineData("""{"room":"dev","role":"platform"}""")]
    [InlineData("""{"room":"dev","role":"god"}""")]
    [InlineData("""{"room":"dev","acct":""}""")]
    [InlineData("""{"room":"dev","plat":"Tik Tok"}""")]
    [InlineData("""nonsense""")]
    public async Task What_is_asked_for_must_make_sense(string json)
    {
        using var response = await AskAsync(json);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<HttpResponseMessage> AskAsync(string json, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dev/token") { Content = new StringContent(json, null, "application/json") };
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        return await _server.Http.SendAsync(request);
    }
}
