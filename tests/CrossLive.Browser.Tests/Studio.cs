using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Server.Tests;
using CrossLive.Server.Tests.Media;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Browser.Tests;

/// <summary>A server with the page and an open room that a stream may be published to.</summary>
internal sealed class Studio : IAsyncDisposable
{
    /// <summary>The room.</summary>
    public const string Room = "studio";

    private readonly DataFolder _data;
    private readonly ServerProcess _server;

    private Studio(DataFolder data, ServerProcess server, string token, StreamApi stream, string publishTo) =>
        (_data, _server, Token, Stream, PublishTo) = (data, server, token, stream, publishTo);

    public Uri Server => _server.Address;

    /// <summary>An operator's, for another room.</summary>
    public string TokenFor(string room) => new Tokens(_data.Path).For(room, "olivia", Role.Operator);

    /// <summary>An operator's.</summary>
    public string Token { get; }

    public StreamApi Stream { get; }

    /// <summary>The stream's address, with its key.</summary>
    public string PublishTo { get; }

    public static async Task<Studio> StartAsync(ITestOutputHelper output)
    {
        var data = new DataFolder();
        var rtmpPort = FreePort.Next();
        var server = await ServerProcess.StartAsync(
            new ServerSettings(data.Path)
            {
                More = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["CrossLive__Server__WebRoot"] = RepositoryFolder.ViewerPage,
                    ["CrossLive__Media__RtmpPort"] = rtmpPort.ToString(CultureInfo.InvariantCulture),
                    ["CrossLive__Media__Address"] = "127.0.0.1",
                    ["CrossLive__Media__PreviewCacheMs"] = "60000",
                    ["CrossLive__Media__WorkerPath"] = WorkerProgram.Path,
                    ["CrossLive__Media__EncoderPreset"] = "ultrafast",
                    ["CrossLive__Recordings__MinFreeBytes"] = "0",
                    ["CrossLive__Platforms__ReceptionPollMs"] = "1000",
                },
            },
            output);
        var token = new Tokens(data.Path).For(Room, "olivia", Role.Operator);
        using var room = new RoomApi(server.Address, Room, token);
        await room.OpenAsync();
        var stream = new StreamApi(server.Address, Room, token);
        var key = await stream.MakeKeyAsync();
        return new Studio(data, server, token, stream, string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{rtmpPort}/live/{key}"));
    }

    public async ValueTask DisposeAsync()
    {
        Stream.Dispose();
        await _server.DisposeAsync();
        _data.Dispose();
    }
}
