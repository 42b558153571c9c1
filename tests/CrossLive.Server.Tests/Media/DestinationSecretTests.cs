using System.Net;
using System.Text;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>Platforms' keys on the disk and in the logs of a real server.</summary>
public sealed class DestinationSecretTests(ITestOutputHelper output) : IDisposable
{
    private const string Secret = "platform-key-that-nobody-may-read";
    private readonly DataFolder _data = new();

    [Fact]
    public async Task A_platform_s_key_stands_neither_on_the_disk_nor_in_the_logs_and_a_lost_key_ring_is_said_and_mended()
    {
        await using (var server = await ServerProcess.StartAsync(Settings(), output))
        {
            using var room = Room(server);
            (await room.SetDestinationAsync("youtube", $"rtmp://127.0.0.1:{FreePort.Next()}/live2/{Secret}")).Status.ShouldBe(HttpStatusCode.NoContent);
            server.Kill();
            SaidOf(server).ShouldNotContain(Secret);
        }

        await using (var again = await ServerProcess.StartAsync(Settings(), output))
        {
            using var room = Room(again);
            var kept = (await room.GetDestinationsAsync()).GetProperty("destinations")[0];
            kept.GetProperty("state").GetString().ShouldBe("waiting");
            kept.GetProperty("address").GetString()!.ShouldEndWith("/live2/…");
            again.Kill();
            SaidOf(again).ShouldNotContain(Secret);
        }

        foreach (var file in Directory.EnumerateFiles(_data.Path, "*", SearchOption.AllDirectories))
        {
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Secret, Case.Sensitive, file);
        }

        Directory.Delete(Path.Combine(_data.Path, "keys"), recursive: true);
        await using var without = await ServerProcess.StartAsync(Settings(), output);
        using var locked = Room(without);
        var lost = (await locked.GetDestinationsAsync()).GetProperty("destinations")[0];
        (lost.GetProperty("state").GetString(), lost.GetProperty("code").GetString()).ShouldBe(("locked", "key-lost"));
        lost.GetProperty("detail").GetString()!.ShouldContain("set the destination anew");
        (await locked.SetDestinationAsync("youtube", $"rtmp://127.0.0.1:{FreePort.Next()}/live2/{Secret}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await locked.GetDestinationsAsync()).GetProperty("destinations")[0].GetProperty("state").GetString().ShouldBe("waiting");
        (await without.HealthAsync("ready")).ShouldBe(HttpStatusCode.OK);
        SaidOf(without).ShouldNotContain(Secret);
    }

    public void Dispose() => _data.Dispose();

    private static string SaidOf(ServerProcess server) => string.Join('\n', server.Log);

    private ServerSettings Settings() => new(_data.Path);

    private StreamApi Room(ServerProcess server) => new(server.Address, "shop", new Tokens(_data.Path).For("shop", "operator", Role.Operator));
}
