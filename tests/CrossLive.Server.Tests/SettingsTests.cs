using System.Net;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests;

/// <summary>A server that is told wrong things does not start, and says what was wrong; a production server has no back doors.</summary>
public sealed class SettingsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("CrossLive__Server__Cluster__Membership", "zookeeper", "CrossLive:Server:Cluster:Membership")]
    [InlineData("CrossLive__Server__Cluster__SiloPort", "0", "SiloPort")]
    [InlineData("CrossLive__Server__Cluster__ProbeMs", "1", "ProbeMs")]
    [InlineData("CrossLive__Gateway__RingEvents", "10", "RingEvents")]
    [InlineData("CrossLive__Gateway__MaxViewers", "many", "CrossLive:Gateway:MaxViewers")]
    [InlineData("CrossLive__Rooms__CounterTickMs", "-1", "CounterTickMs")]
    [InlineData("CrossLive__Gateway__Gifts__0__Currency", "XXY", "XXY")]
    [InlineData("CrossLive__Gateway__Gifts__0__MinorUnits", "0", "MinorUnits")]
    [InlineData("CrossLive__Auth__SigningKey", "short", "CrossLive:Auth:SigningKey")]
    public async Task A_wrong_setting_ends_the_start_with_its_name(string variable, string value, string named)
    {
        var said = await StartAndFailAsync("Development", variable, value);
        said.ShouldContain(named);
    }

    [Fact]
    public async Task In_production_a_missing_signing_key_ends_the_start_and_says_what_to_do()
    {
        var said = await StartAndFailAsync("Production", "CrossLive__Auth__SigningKey", null);
        said.ShouldContain("CrossLive:Auth:SigningKey is not set");
    }

    [Fact]
    public async Task In_production_there_are_no_development_tokens()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path) { Environment = "Production", More = With("CrossLive__Auth__SigningKey", new string('k', 48)) };
        await using var server = await ServerProcess.StartAsync(settings, output);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var body = new StringContent("""{"room":"x","role":"operator"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/dev/token", UriKind.Relative), body);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Directory.EnumerateFiles(data.Path, "signing.key").ShouldBeEmpty();
    }

    private static Dictionary<string, string?> With(string variable, string? value) => new(StringComparer.Ordinal) { [variable] = value };

    private async Task<string> StartAndFailAsync(string environment, string variable, string? value)
    {
        using var data = new DataFolder();
        await using var server = ServerProcess.Launch(new ServerSettings(data.Path) { Environment = environment, More = With(variable, value) }, output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldNotBe(0);
        return string.Join('\n', server.Log);
    }
}
