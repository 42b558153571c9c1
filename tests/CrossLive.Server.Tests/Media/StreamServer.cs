using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>One server with a port for streams, for all tests that publish to it; each has a room of its own.</summary>
public sealed class StreamServer : IAsyncLifetime, IDisposable
{
    private readonly DataFolder _data = new();
    private readonly int _rtmpPort = FreePort.Next();
    private readonly int _rtmpsPort = FreePort.Next();
    private ServerProcess? _process;
    private readonly IReadOnlyDictionary<string, string?> _more;
    private int _rooms;

    /// <summary>As tests share it.</summary>
    public StreamServer()
        : this(new Dictionary<string, string?>(StringComparer.Ordinal))
    {
    }

    /// <summary>One of a test's own.</summary>
    /// <param name="more">Settings on top.</param>
    internal StreamServer(IReadOnlyDictionary<string, string?> more) => _more = more;

    internal ServerProcess Process => _process!;

    internal string DataDirectory => _data.Path;

    internal int RtmpPort => _rtmpPort;

    internal int RtmpsPort => _rtmpsPort;

    internal Tokens Tokens { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Certificate.Make(_data.Path);
        _process = await ServerProcess.StartAsync(Settings(), output: null);
        Tokens = new Tokens(_data.Path);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await _process!.DisposeAsync();

    /// <summary>Deletes the data; after the process has ended.</summary>
    public void Dispose() => _data.Dispose();

    internal ServerSettings Settings() => new(_data.Path)
    {
        More = new Dictionary<string, string?>(_more, StringComparer.Ordinal)
        {
            ["CrossLive__Media__RtmpPort"] = _rtmpPort.ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Media__Address"] = "127.0.0.1",
            ["CrossLive__Media__TakeoverAfterMs"] = "1000",
            ["CrossLive__Media__MaxPreviewReaders"] = "1",
            ["CrossLive__Media__WorkerPath"] = WorkerProgram.Path,
            ["CrossLive__Media__EncoderPreset"] = "ultrafast",
            ["CrossLive__Recordings__MinFreeBytes"] = "0",
            ["CrossLive__Platforms__ReceptionPollMs"] = "1000",
            ["CrossLive__Platforms__MaxFailingPollMs"] = "1000",
            ["CrossLive__Platforms__QuotaPollMs"] = "2000",
            // What relays trust over TLS: this server's own certificate.
            ["SSL_CERT_FILE"] = Certificate.PathIn(_data.Path),
            ["CrossLive__Media__RtmpsPort"] = _rtmpsPort.ToString(CultureInfo.InvariantCulture),
            ["Kestrel__Certificates__Default__Path"] = Certificate.PathIn(_data.Path),
            ["Kestrel__Certificates__Default__KeyPath"] = Certificate.KeyPathIn(_data.Path),
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

    /// <summary>Has the server stop by itself, in less time than it gives those who hold it up, and starts it again with the same data.</summary>
    internal async Task StopAndStartAsync(TimeSpan patience)
    {
        var settings = _process!.Settings;
        _process.Terminate();
        (await _process.WaitForExitAsync(patience)).ShouldBe(0);
        await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync(settings, output: null);
    }

    /// <summary>Where a publisher with a key publishes over TLS.</summary>
    internal string SecureAddressOf(string key) => string.Create(CultureInfo.InvariantCulture, $"rtmps://127.0.0.1:{_rtmpsPort}/live/{key}");

    /// <summary>Where a publisher with a key publishes.</summary>
    internal string AddressOf(string key) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_rtmpPort}/live/{key}");
}
