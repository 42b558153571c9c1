using System.Globalization;
using System.Net;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>Our server as an edge: fed by another one through the public protocol.</summary>
/// <param name="upstream">What feeds it.</param>
/// <param name="settings">Settings as of any of our servers.</param>
internal sealed class EdgeSystem(CrossLiveSystem upstream, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crosslive-edge-");
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    /// <summary>Its process.</summary>
    public ChildProcess Process => _process!;

    /// <summary>Its address.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}"));

    /// <summary>Where viewers connect.</summary>
    public SwarmServer Server => new(new IPEndPoint(IPAddress.Loopback, _port), Url.Authority);

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _process = ChildProcess.Start(
            "dotnet",
            [Repository.ProgramOf("src/CrossLive.Server", "CrossLive.Server"), "--role", "edge", "--upstream", upstream.Url.ToString()],
            upstream.VariablesOf(Url, _data.FullName, settings),
            _data.FullName);
        await _process.WaitUntilReadyAsync(new Uri(Url, "/healthz/ready"), StartPatience, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}

/// <summary>An edge's viewers, with events that come in at its upstream; both are somebody else's to end.</summary>
internal sealed class ThroughEdge(CrossLiveSystem upstream, EdgeSystem edge) : SystemUnderTest
{
    /// <inheritdoc/>
    public override string Name => "crosslive, through an edge";

    /// <inheritdoc/>
    public override ChildProcess Process => edge.Process;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override SwarmPlan PlanFor(int viewers) => upstream.PlanFor(viewers) with { Servers = [edge.Server] };

    /// <inheritdoc/>
    public override Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken) => upstream.PublishAsync(rate, jitterUs, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
