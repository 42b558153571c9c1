using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>The peer: Socket.IO on Node, Redis with the usual Lua script. Both processes' CPU counts.</summary>
/// <param name="fsync">Redis' <c>appendfsync</c>: "always" is durable when it is answered, "everysec" is not.</param>
/// <param name="stock">Pieces in all: the peer has one sale for its life.</param>
/// <param name="limitPerBuyer">Pieces for one buyer.</param>
internal sealed class RedisClaims(string fsync, long stock, long limitPerBuyer) : ClaimSystem
{
    private static readonly string[] Files = ["package.json", "package-lock.json", "server.mjs"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("crosslive-redis-");
    private readonly int _port = FreePort.Next();
    private readonly int _redisPort = FreePort.Next();
    private ChildProcess? _redis;
    private ChildProcess? _node;

    /// <inheritdoc/>
    public override string Name => $"socket.io + redis {fsync}";

    /// <inheritdoc/>
    public override IReadOnlyList<ChildProcess> Processes => [_node!, _redis!];

    /// <inheritdoc/>
    public override SwarmServer Server => new(new IPEndPoint(IPAddress.Loopback, _port), $"127.0.0.1:{_port}");

    /// <inheritdoc/>
    public override ClaimWire Wire { get; } = new SocketIoClaimWire();

    private Uri Health => new($"http://127.0.0.1:{_port}/");

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = await InstallAsync(cancellationToken);
        try
        {
            _redis = ChildProcess.Start(
                "redis-server",
                ["--port", _redisPort.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--appendfsync", fsync, "--dir", _data.FullName]);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SetupException($"The peer needs redis-server (Debian: apt-get install redis-server): {exception.Message}");
        }

        _node = ChildProcess.Start(
            "node",
            [Path.Combine(folder, "server.mjs"), .. new[] { _port, _redisPort, stock, limitPerBuyer }.Select(number => number.ToString(CultureInfo.InvariantCulture))],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_ENV"] = "production" });
        await _node.WaitUntilReadyAsync(Health, Patience, cancellationToken);
    }

    /// <inheritdoc/>
    public override string TargetOf(int buyer) => SocketIo.Target;

    /// <inheritdoc/>
    public override Task OpenAsync(string sale, long stock, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<(long Granted, string? Problem)> CountAsync(string sale, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var document = JsonDocument.Parse(await http.GetStringAsync(Health, cancellationToken));
        var (left, granted) = (document.RootElement.GetProperty("stock").GetInt64(), document.RootElement.GetProperty("granted").GetInt64());
        return (granted, left + granted == stock ? null : $"{left} left and {granted} granted are not {stock}");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _node, _redis })
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }

        _data.Delete(recursive: true);
    }

    // Installed once for each lock file, beside nothing that is tracked.
    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(Repository.Root, "loadtests", "peers", "claims-redis");
        var folder = Path.Combine(Repository.Tools, "claims-redis");
        Directory.CreateDirectory(folder);
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        }

        var hash = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellationToken)))[..16];
        var stamp = Path.Combine(folder, "node_modules", ".installed-" + hash);
        if (!File.Exists(stamp))
        {
            await ChildProcess.RunAsync("Installing Socket.IO and ioredis", "npm", ["ci", "--no-audit", "--no-fund"], folder, cancellationToken);
            await File.WriteAllTextAsync(stamp, string.Empty, cancellationToken);
        }

        return folder;
    }
}
