using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>Two servers of one cluster on one data folder, each with a port for streams. One that a test has ended is there again for the next test.</summary>
public sealed class StreamCluster : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DataFolder _data = new();
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next()];
    private readonly ServerProcess?[] _servers = new ServerProcess?[2];
    private RedisProcess? _redis;
    private ServerSettings[] _settings = [];
    private int _rooms;

    internal ServerProcess this[int server] => _servers[server]!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _settings = [SettingsOf(0), SettingsOf(1)];
        await MakeWholeAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _redis!.DisposeAsync();
    }

    /// <summary>Deletes the data; after the processes have ended.</summary>
    public void Dispose() => _data.Dispose();

    /// <summary>Starts what does not run.</summary>
    internal async Task MakeWholeAsync()
    {
        for (var i = 0; i < _servers.Length; i++)
        {
            if (_servers[i] is null or { HasExited: true })
            {
                await (_servers[i]?.DisposeAsync() ?? ValueTask.CompletedTask);
                _servers[i] = await ServerProcess.StartAsync(_settings[i], output: null);
            }
        }
    }

    /// <summary>Where a publisher with a key publishes.</summary>
    internal string AddressOf(int server, string key) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_ports[server]}/live/{key}");

    /// <summary>A room's interface at one of the servers.</summary>
    internal StreamApi At(int server, string room) => new(_settings[server].Address, room, new Tokens(_data.Path).For(room, "operator", Role.Operator));

    /// <summary>A room that no other test has, whose media session is in that server; and its key.</summary>
    internal async Task<(string Room, string Key)> NewRoomAsync(int holder)
    {
        // Orleans chooses, by load: a server that has just started is given all for a second or two.
        var (room, key) = ("", "");
        await Eventually.HoldsAsync(
            async () =>
            {
                room = string.Create(CultureInfo.InvariantCulture, $"cluster-{_rooms++}");
                using var api = At(holder, room);
                key = await api.MakeKeyAsync();
                var made = $"Room '{room}': its stream key was made";
                await Eventually.HoldsAsync(() => Array.Exists(_servers, each => Said(each!, made)), Patience, () => "No server has said that it made the key.");
                return Said(this[holder], made);
            },
            Patience,
            () => $"None of {_rooms} rooms' sessions came to server {holder}.");
        return (room, key);
    }

    /// <summary>The newest of what both have logged.</summary>
    internal string Log() => string.Join('\n', _servers.SelectMany((each, i) => each!.Log.TakeLast(30).Select(line => $"{i}: {line}")));

    private static bool Said(ServerProcess server, string what) => server.Log.Any(line => line.Contains(what, StringComparison.Ordinal));

    private ServerSettings SettingsOf(int server) => new(_data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Server__Cluster__Membership"] = "redis",
            ["CrossLive__Server__Cluster__Redis"] = _redis!.Address,
            ["CrossLive__Server__Cluster__ClusterId"] = "takeover-tests",
            ["CrossLive__Media__RtmpPort"] = _ports[server].ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Media__Address"] = "127.0.0.1",
            ["CrossLive__Media__WorkerPath"] = WorkerProgram.Path,
            ["CrossLive__Media__EncoderPreset"] = "ultrafast",
        },
    };
}
