using System.Net;
using System.Text.Json.Nodes;
using CrossLive.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.AsyncApi;

public sealed class AsyncApiSetupTests
{
    [Fact]
    public async Task The_document_is_served_as_JSON_to_callers_without_a_token()
    {
        await using var app = BuildServerThatAsksForTokens();
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await http.GetAsync(new Uri("/asyncapi.json", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        var served = JsonNode.Parse(await answer.Content.ReadAsStreamAsync())!;
        served["asyncapi"]!.GetValue<string>().ShouldBe("3.0.0");
        JsonNode.DeepEquals(served, AsyncApiDocument.Root).ShouldBeTrue();
        await app.StopAsync();
    }

    private static WebApplication BuildServerThatAsksForTokens()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication("Bearer").AddJwtBearer();
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapAsyncApi();
        return app;
    }
}
