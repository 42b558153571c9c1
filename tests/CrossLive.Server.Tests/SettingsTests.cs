using System.Net;
using System.Net.Sockets;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests;

/// <summary>A server that is told wrong things does not start, and says what was wrong; a production server has no back doors.</summary>
public sealed class SettingsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Wrong_settings_end_the_start_and_all_are_named_at_once_without_a_trace()
    {
        (string Variable, string Value, string Named)[] wrong =
        [
            ("CrossLive__Server__Cluster__Membership", "zookeeper", "CrossLive:Server:Cluster:Membership"),
            ("CrossLive__Server__Cluster__SiloPort", "0", "SiloPort"),
            ("CrossLive__Server__Cluster__ProbeMs", "1", "ProbeMs"),
            ("CrossLive__Gateway__RingEvents", "10", "RingEvents"),
            ("CrossLive__Gateway__MaxTickMs", "1", "CrossLive:Gateway:TickMs"),
            ("CrossLive__Rooms__CounterTickMs", "-1", "CounterTickMs"),
            ("CrossLive__Gateway__Gifts__0__Currency", "XXY", "XXY"),
            ("CrossLive__Gateway__Gifts__0__MinorUnits", "0", "MinorUnits"),
            ("CrossLive__Media__Address", "localhost", "CrossLive:Media:Address"),
            ("CrossLive__Media__RtmpPort", "70000", "RtmpPort"),
            ("CrossLive__Auth__SigningKey", "short", "CrossLive:Auth:SigningKey"),
        ];
        var said = await StartAndFailAsync("Development", wrong.ToDictionary(one => one.Variable, one => (string?)one.Value, StringComparer.Ordinal));
        wrong.ShouldAllBe(one => said.Contains(one.Named, StringComparison.Ordinal));
        said.ShouldContain("The server cannot start:");
        said.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("CrossLive__Gateway__MaxViewers", "many", "Failed to convert configuration value 'many' at 'CrossLive:Gateway:MaxViewers'")]
    [InlineData("CrossLive__Media__RtmpsPort", "2", "CrossLive:Media:RtmpsPort is 2, but the server has no certificate for it: set Kestrel:Certificates:Default:Path")]
    public async Task A_setting_that_cannot_be_read_or_used_ends_the_start_with_its_name(string variable, string value, string reason) =>
        (await StartAndFailAsync("Development", With(variable, value))).ShouldContain($"  - {reason}");

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_with_its_number()
    {
        using var data = new DataFolder();
        var settings = new ServerSettings(data.Path);
        using var other = new TcpListener(IPAddress.Loopback, settings.Port);
        other.Start();
        await using var server = ServerProcess.Launch(settings, output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldNotBe(0);
        string.Join('\n', server.Log).ShouldContain($"127.0.0.1:{settings.Port}: address already in use");
    }

    [Fact]
    public async Task A_port_for_streams_that_is_taken_ends_the_start_and_says_what_to_set()
    {
        using var data = new DataFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var more = With("CrossLive__Media__RtmpPort", port);
        more["CrossLive__Media__Address"] = "127.0.0.1";
        await using var server = ServerProcess.Launch(new ServerSettings(data.Path) { More = more }, output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldNotBe(0);
        string.Join('\n', server.Log).ShouldContain($"127.0.0.1:{port}: address already in use. Set CrossLive:Media:RtmpPort");
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_ends_the_start_with_its_path()
    {
        using var data = new DataFolder();
        var file = Path.Combine(data.Path, "a-file");
        await File.WriteAllTextAsync(file, "not a folder");
        await using var server = ServerProcess.Launch(new ServerSettings(data.Path) { More = With("CrossLive__Server__DataDirectory", file) }, output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldNotBe(0);
        string.Join('\n', server.Log).ShouldContain(file);
    }

    [Fact]
    public async Task A_database_of_another_program_ends_the_start_and_is_left_alone()
    {
        using var data = new DataFolder();
        var file = Path.Combine(data.Path, "rooms.db");
        await File.WriteAllTextAsync(file, "this is somebody's letter, and no database at all");
        await using var server = ServerProcess.Launch(new ServerSettings(data.Path), output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldNotBe(0);
        string.Join('\n', server.Log).ShouldContain(file);
        (await File.ReadAllTextAsync(file)).ShouldStartWith("this is somebody's letter");
    }

    [Fact]
    public async Task In_production_a_missing_signing_key_ends_the_start_and_says_what_to_do()
    {
        var said = await StartAndFailAsync("Production", With("CrossLive__Auth__SigningKey", null));
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

    private async Task<string> StartAndFailAsync(string environment, Dictionary<string, string?> more)
    {
        using var data = new DataFolder();
        await using var server = ServerProcess.Launch(new ServerSettings(data.Path) { Environment = environment, More = more }, output);
        (await server.WaitForExitAsync(ExitPatience)).ShouldBe(1);
        return string.Join('\n', server.Log);
    }
}
