using System.Net;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>Plain ASP.NET Core SignalR: its defaults, one SendAsync per event to a group.</summary>
internal sealed class SignalRSystem : SystemUnderTest
{
    private const string Target = "/hub";
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    /// <inheritdoc/>
    public override string Name => SystemNames.SignalR;

    /// <inheritdoc/>
    public override ChildProcess Process => _process!;

    private SwarmServer Server => new(new IPEndPoint(IPAddress.Loopback, _port), $"127.0.0.1:{_port}");

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var url = $"http://127.0.0.1:{_port}";
        _process = ChildProcess.Start("dotnet", [Repository.ProgramOf("loadtests/peers/signalr", "CrossLive.LoadTests.SignalRPeer"), "--urls", url]);
        await _process.WaitUntilReadyAsync(new Uri(url + "/healthz/ready"), StartPatience, cancellationToken);
    }

    /// <inheritdoc/>
    public override SwarmPlan PlanFor(int viewers) => new()
    {
        Viewers = viewers,
        Servers = [Server],
        Target = _ => Target,
        Dialects = [() => new SignalRJson((_, _) => PeerEvent.JsonJoin(Room)), () => new SignalRMessagePack((_, _) => PeerEvent.MessagePackJoin(Room))],
    };

    /// <inheritdoc/>
    public override async Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken)
    {
        var publisher = await SocketPublisher.ConnectAsync(
            Server, [Target], () => new SignalRJson((_, _) => []), isJoining: false, PeerEvent.PublishCall, cancellationToken);
        return EventSource.Start(publisher, rate, jitterUs);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
