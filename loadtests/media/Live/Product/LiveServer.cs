using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Publishing;

namespace CrossLive.LoadTests.Media.Live.Product;

/// <summary>Our server as one process, with its worker, a port for streams, and SQLite in a temporary folder that stays over restarts.</summary>
/// <param name="settings">Settings on top, as environment variables.</param>
internal sealed class LiveServer(IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crosslive-live-");
    private readonly string _signingKey = TokenMaker.NewKey();
    private readonly int _port = FreePort.Next(), _rtmpPort = FreePort.Next(), _siloPort = FreePort.Next(), _gatewayPort = FreePort.Next();
    private readonly List<RoomApi> _rooms = [];
    private ChildProcess? _process;

    /// <summary>Its process.</summary>
    public ChildProcess Process => _process!;

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));
        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__CrossLive"] = "Information",
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
            ["CrossLive__Auth__SigningKey"] = _signingKey,
            ["CrossLive__Server__DataDirectory"] = _data.FullName,
            ["CrossLive__Server__Cluster__SiloPort"] = Text(_siloPort),
            ["CrossLive__Server__Cluster__GatewayPort"] = Text(_gatewayPort),
            ["CrossLive__Media__Address"] = "127.0.0.1",
            ["CrossLive__Media__RtmpPort"] = Text(_rtmpPort),
            ["CrossLive__Media__WorkerPath"] = WorkerProcesses.Program,
        };
        foreach (var (name, value) in settings)
        {
            variables[name] = value;
        }

        _process = ChildProcess.Start("dotnet", [Repository.ProgramOf("src/CrossLive.Server", "CrossLive.Server")], variables, _data.FullName);
        await _process.WaitUntilReadyAsync(new Uri(url, "/healthz/ready"), StartPatience, cancellationToken);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.DisposeAsync();
    }

    /// <summary>A room's stream, as an operator has it.</summary>
    public RoomApi Room(string name)
    {
        var room = new RoomApi(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}")), name, new TokenMaker(_signingKey).For("operator", name, "operator"));
        _rooms.Add(room);
        return room;
    }

    /// <summary>Where a host with a key publishes.</summary>
    public string AddressOf(string key) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_rtmpPort}/live/{key}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var room in _rooms)
        {
            room.Dispose();
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}
