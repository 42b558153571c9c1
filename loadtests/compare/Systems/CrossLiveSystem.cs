using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>Our server as one process with SQLite in a temporary folder.</summary>
/// <param name="settings">Settings on top of those that a load test needs, as environment variables.</param>
/// <param name="way">How events come in.</param>
internal sealed class CrossLiveSystem(IReadOnlyDictionary<string, string> settings, PublishWay way) : SystemUnderTest
{
    /// <summary>Viewers who write, where events come through the hub: each has eight calls under way at most. They watch, too, and are not counted.</summary>
    private const int HubPublishers = 12;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crosslive-load-");
    private readonly string _signingKey = TokenMaker.NewKey();
    private readonly string _secret = IngressPublisher.NewSecret();
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    /// <inheritdoc/>
    public override string Name => SystemNames.CrossLive;

    /// <inheritdoc/>
    public override ChildProcess Process => _process!;

    /// <summary>Its address.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    /// <summary>Where it keeps its data.</summary>
    public string DataDirectory => _data.FullName;

    /// <summary>Where viewers connect.</summary>
    public SwarmServer Server => new(new IPEndPoint(IPAddress.Loopback, _port), Url.Authority);

    /// <summary>Makes tokens for it.</summary>
    public TokenMaker Tokens => new(_signingKey);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = ChildProcess.Start("dotnet", [Repository.ProgramOf("src/CrossLive.Server", "CrossLive.Server")], VariablesOf(Url, _data.FullName, settings), _data.FullName);
        await _process.WaitUntilReadyAsync(new Uri(Url, "/healthz/ready"), StartPatience, cancellationToken);
        await OpenRoomAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override SwarmPlan PlanFor(int viewers) => new()
    {
        Viewers = viewers,
        Servers = [Server],
        Target = viewer => HubTarget($"viewer-{viewer}"),
        Dialects = [() => SignalRJson.CrossLive(Room), () => SignalRMessagePack.CrossLive(Room)],
    };

    /// <inheritdoc/>
    public override async Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken) =>
        EventSource.Start(way == PublishWay.Ingress ? new IngressPublisher(Url, Room, _secret) : await HubPublisherAsync(cancellationToken), rate, jitterUs);

    /// <summary>The environment of a server that shares this one's key: itself, or an edge of it.</summary>
    public Dictionary<string, string> VariablesOf(Uri url, string dataDirectory, IReadOnlyDictionary<string, string> more)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["CrossLive__Auth__SigningKey"] = _signingKey,
            ["CrossLive__Server__DataDirectory"] = dataDirectory,
            ["CrossLive__Server__Cluster__SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Server__Cluster__GatewayPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["CrossLive__Gateway__LimitViewers"] = "false",
            ["CrossLive__Gateway__RoomCommandsPerSecond"] = "1000000",
            ["CrossLive__Gateway__MaxViewers"] = "100000",
            ["CrossLive__Gateway__ConnectsPerSecond"] = "100000",
            ["CrossLive__Ingress__EventsPerSecond"] = "1000000",
            ["CrossLive__Ingress__EventBurst"] = "1000000",
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }

    private Task<SocketPublisher> HubPublisherAsync(CancellationToken cancellationToken) => SocketPublisher.ConnectAsync(
        Server,
        Enumerable.Range(0, HubPublishers).Select(publisher => HubTarget($"publisher-{publisher}")),
        () => SignalRJson.CrossLive(Room),
        isJoining: true,
        PeerEvent.ChatCall,
        cancellationToken);

    /// <summary>The path and query of a person's WebSocket.</summary>
    public string HubTarget(string person, string role = "viewer") => $"/hubs/room?access_token={Tokens.For(person, Room, role)}";

    private async Task OpenRoomAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For("operator", "*", "operator"));
        using var opened = await http.PostAsJsonAsync(new Uri($"/api/rooms/{Room}/open", UriKind.Relative), new { title = "A load test", key = "open" }, cancellationToken);
        using var connected = await http.PutAsJsonAsync(
            new Uri($"/api/rooms/{Room}/platforms/{IngressPublisher.Platform}", UriKind.Relative), new { secrets = new[] { _secret } }, cancellationToken);
        foreach (var response in new[] { opened, connected })
        {
            if (!response.IsSuccessStatusCode)
            {
                throw new SetupException($"The room could not be set up: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }
}

/// <summary>How events get into our server.</summary>
internal enum PublishWay
{
    /// <summary>Through the viewers' hub: a call for each, as viewers do and as the peers' publishers do.</summary>
    Hub = 0,

    /// <summary>Through a platform's ingress, in small signed batches.</summary>
    Ingress,
}
