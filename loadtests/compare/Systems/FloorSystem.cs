using System.Globalization;
using System.Net;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>
/// The floor: a bare loop that writes ready-made frames, a frame a tick; with a tick of zero each event as soon as it is due. Makes its own events; a new process
/// for each rate and tick.
/// </summary>
internal sealed class FloorSystem(double rate, TimeSpan tick) : SystemUnderTest
{
    private ChildProcess? _process;
    private SwarmServer? _server;
    private long _startUs;

    /// <inheritdoc/>
    public override string Name => SystemNames.Floor;

    /// <inheritdoc/>
    public override ChildProcess Process => _process!;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        string[] arguments = ["0", rate.ToString(CultureInfo.InvariantCulture), ((long)tick.TotalMicroseconds).ToString(CultureInfo.InvariantCulture)];
        _process = ChildProcess.Start(await BuildAsync(cancellationToken), arguments);
        var line = (await _process.FirstLine.WaitAsync(StartPatience, cancellationToken)).Split(' ');
        var port = int.Parse(line[0], CultureInfo.InvariantCulture);
        _startUs = long.Parse(line[1], CultureInfo.InvariantCulture);
        _server = new SwarmServer(new IPEndPoint(IPAddress.Loopback, port), $"127.0.0.1:{port}");
    }

    /// <inheritdoc/>
    public override SwarmPlan PlanFor(int viewers) => new() { Viewers = viewers, Servers = [_server!], Target = _ => "/", Dialects = [() => new ReadyMadeFrames()] };

    /// <inheritdoc/>
    public override Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken) =>
        Task.FromResult(new EventSource(new Schedule(_startUs, rate), null));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(Repository.Root, "loadtests", "peers", "floor", "floor.cpp");
        var program = Path.Combine(Repository.Tools, "floor");
        if (!File.Exists(program) || File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(source))
        {
            Directory.CreateDirectory(Repository.Tools);
            await ChildProcess.RunAsync("Building the floor", "g++", ["-std=c++20", "-O2", "-o", program, source], Repository.Root, cancellationToken);
        }

        return program;
    }
}
