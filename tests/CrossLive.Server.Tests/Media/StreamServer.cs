using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>One server with a port for streams, for all tests that publish to it; each has a room of its own.</summary>
public sealed class StreamServer : IAsyncLifetime, IDisposable
{
    private readonly DataFolder _data = new();
    private readonly int _rtmpPort = FreePort.Next();
    private ServerProcess? _process;
    private int _rooms;

    internal ServerProcess Process => _process!;

    internal string DataDirectory => _data.Path;

    internal int RtmpPort => _rtmpPort;

    internal Tokens Tokens { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _process = await ServerProcess.StartAsync(Settings(), output: null);
        Tokens = new Tokens(_data.Path);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _process!.DisposeAsync();

    /// <summary>Deletes the data; after the process has ended.</summary>
    public void Dispose() => _data.Dispose();

    internal ServerSettings Settings() => new(_data.Path)
    {
        More = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive__Media__RtmpPort"] = _rtmpPort.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Media__Address"] = "127.0.0.1",
            ["CrossLive__Media__TakeoverAfterMs"] = "1000",
        },
    };

    /// <summary>A room that no other test has.</summary>
    internal StreamApi NewRoom()
    {
        _rooms++;
        return SameRoom();
    }

    /// <summary>The newest room again.</summary>
    internal StreamApi SameRoom() => new(Process.Address, $"stream-{_rooms}", Tokens.For($"stream-{_rooms}", "operator", Role.Operator));

    /// <summary>Kills the server and starts it again with the same data.</summary>
    internal async Task RestartAsync()
    {
        var settings = _process!.Settings;
        _process.Kill();
        await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync(settings, output: null);
    }

    /// <summary>Where a publisher with a key publishes.</summary>
    internal string AddressOf(string key) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_rtmpPort}/live/{key}");
}
