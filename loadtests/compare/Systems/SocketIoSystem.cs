using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Compare.Systems;

/// <summary>Socket.IO on Node: its defaults, one emit per event to a room.</summary>
internal sealed class SocketIoSystem : SystemUnderTest
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "server.mjs"];
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    /// <inheritdoc/>
    public override string Name => SystemNames.SocketIo;

    /// <inheritdoc/>
    public override ChildProcess Process => _process!;

    private SwarmServer Server => new(new IPEndPoint(IPAddress.Loopback, _port), $"127.0.0.1:{_port}");

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = await InstallAsync(cancellationToken);
        _process = ChildProcess.Start("node", [Path.Combine(folder, "server.mjs"), _port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NODE_ENV"] = "production",
        });
        await _process.WaitUntilReadyAsync(new Uri($"http://127.0.0.1:{_port}/"), StartPatience, cancellationToken);
    }

    /// <inheritdoc/>
    public override SwarmPlan PlanFor(int viewers) => new()
    {
        Viewers = viewers,
        Servers = [Server],
        Target = _ => SocketIo.Target,
        Dialects = [() => new SocketIo(Room)],
    };

    /// <inheritdoc/>
    public override async Task<EventSource> PublishAsync(double rate, long jitterUs, CancellationToken cancellationToken)
    {
        var publisher = await SocketPublisher.ConnectAsync(
            Server, [SocketIo.Target], () => new SocketIo(Room), isJoining: false, dueUs => SocketIo.Emit("publish", PeerEvent.Of(dueUs)), cancellationToken);
        return EventSource.Start(publisher, rate, jitterUs);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Installed once for each lock file, beside nothing that is tracked.
    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(Repository.Root, "loadtests", "peers", "socketio");
        var folder = Path.Combine(Repository.Tools, "socketio");
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        }

        var hash = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellationToken)))[..16];
        var stamp = Path.Combine(folder, "node_modules", ".installed-" + hash);
        if (!File.Exists(stamp))
        {
            await ChildProcess.RunAsync("Installing Socket.IO", "npm", ["ci", "--no-audit", "--no-fund"], folder, cancellationToken);
            await File.WriteAllTextAsync(stamp, string.Empty, cancellationToken);
        }

        return folder;
    }
}
