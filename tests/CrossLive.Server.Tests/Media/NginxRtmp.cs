using System.Diagnostics;
using System.Globalization;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>nginx as the platforms that take a stream: records what comes into "one" and "two", and takes no key of "strict".</summary>
public sealed class NginxRtmp : IAsyncLifetime, IDisposable
{
    internal static readonly string Module = "/usr/lib/nginx/modules/ngx_rtmp_module.so";

    private readonly DataFolder _folder = new();
    private readonly int _port = FreePort.Next();
    private readonly string _connectTold;
    private Process? _process;

    /// <summary>As tests share it.</summary>
    public NginxRtmp()
        : this(null)
    {
    }

    /// <summary>One of a test's own.</summary>
    /// <param name="connectTold">Who is asked about each connection, with what it said of itself.</param>
    internal NginxRtmp(Uri? connectTold) => _connectTold = connectTold is null ? "" : $"on_connect {connectTold};";

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Kill();
        return Task.CompletedTask;
    }

    /// <summary>Deletes what it recorded.</summary>
    public void Dispose() => _folder.Dispose();

    internal int Port => _port;

    internal string AddressOf(string app, string key) => string.Create(CultureInfo.InvariantCulture, $"rtmp://127.0.0.1:{_port}/{app}/{key}");

    /// <summary>What came under a key, the recordings of all connections in order.</summary>
    internal IReadOnlyList<RecordedFlv> Recordings(string key) =>
        [.. Directory.EnumerateFiles(_folder.Path, key + "-*.flv").Order(StringComparer.Ordinal).Select(RecordedFlv.Read)];

    internal void Start()
    {
        if (!File.Exists(Module))
        {
            return;
        }

        var configuration = Path.Combine(_folder.Path, "nginx.conf");
        var recording = string.Create(CultureInfo.InvariantCulture, $"live on; record all; record_path {_folder.Path}; record_unique on;");
        File.WriteAllText(
            configuration,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                load_module {{Module}};
                daemon off; master_process off; pid {{_folder.Path}}/nginx.pid; error_log {{_folder.Path}}/nginx.log; user root;
                events { worker_connections 64; }
                rtmp { server { listen 127.0.0.1:{{_port}}; chunk_size 4096; {{_connectTold}} application one { {{recording}} } application two { {{recording}} } application strict { live on; deny publish all; } } }
                """));
        _process = Process.Start(new ProcessStartInfo("nginx", ["-p", _folder.Path, "-e", Path.Combine(_folder.Path, "nginx.log"), "-c", configuration]) { UseShellExecute = false })!;
    }

    internal void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
    }
}
