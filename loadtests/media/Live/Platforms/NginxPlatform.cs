using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Product;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>
/// nginx with its RTMP module as a platform: records all that comes to its application "live", each connection into a file of its own, and takes no key of "strict".
/// </summary>
internal sealed class NginxPlatform : IAsyncDisposable
{
    private const string Module = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crosslive-platform-");
    private readonly string _address;
    private readonly string? _namespace;
    private readonly int _port = FreePort.Next();
    private ChildProcess? _process;

    /// <param name="address">Where it listens.</param>
    /// <param name="networkNamespace">The network namespace that it is in; null: this process' own.</param>
    public NginxPlatform(string address = "127.0.0.1", string? networkNamespace = null)
    {
        if (!File.Exists(Module))
        {
            throw new SetupException($"{Module} is not there: apt-get install nginx-light libnginx-mod-rtmp, as infra/test does.");
        }

        (_address, _namespace) = (address, networkNamespace);
        Watch = new RecordingWatch(_folder.FullName);
    }

    /// <summary>What comes in.</summary>
    public RecordingWatch Watch { get; }

    /// <summary>Where a key is published.</summary>
    public string AddressOf(string key, string app = "live") => string.Create(CultureInfo.InvariantCulture, $"rtmp://{_address}:{_port}/{app}/{key}");

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var configuration = Path.Combine(_folder.FullName, "nginx.conf");
        var (log, listens) = (Path.Combine(_folder.FullName, "nginx.log"), Path.Combine(_folder.FullName, "nginx.pid"));
        File.Delete(listens);
        await File.WriteAllTextAsync(
            configuration,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                load_module {{Module}};
                daemon off; master_process off; pid {{listens}}; error_log {{log}}; user root;
                events { worker_connections 64; }
                rtmp { server { listen {{_address}}:{{_port}}; chunk_size 4096;
                  application live { live on; record all; record_path {{_folder.FullName}}; record_unique on; }
                  application strict { live on; deny publish all; } } }
                """),
            cancellationToken);
        string[] nginx = ["nginx", "-p", _folder.FullName, "-e", log, "-c", configuration];
        string[] all = _namespace is null ? nginx : ["ip", "netns", "exec", _namespace, .. nginx];
        _process = ChildProcess.Start(all[0], all[1..]);
        await Patience.UntilAsync(
            () => _process.HasExited ? throw new SetupException($"nginx ended: {_process.Log}") : File.Exists(listens),
            StartPatience,
            () => $"nginx does not listen: {_process.Log}",
            cancellationToken);
    }

    /// <summary>kill -9: its connections are cut.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    /// <summary>Freezes it, or lets it go on.</summary>
    public void Signal(int signal) => WorkerProcesses.Send(_process!.Id, signal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Watch.Dispose();
        _folder.Delete(recursive: true);
    }
}
