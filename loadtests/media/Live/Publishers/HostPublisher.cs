using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Product;

namespace CrossLive.LoadTests.Media.Live.Publishers;

/// <summary>A host's encoder: publishes a clip in a loop, and comes back where its connection ends, as OBS does.</summary>
internal sealed class HostPublisher : IAsyncDisposable
{
    /// <summary>OBS' usual wait before it connects again.</summary>
    public static readonly TimeSpan ObsRetry = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private volatile ChildProcess? _process;
    private int _starts;

    private HostPublisher(string program, IReadOnlyList<string> arguments) => _running = RunAsync(program, arguments);

    /// <summary>How often it has connected, the first time included.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>What it says.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>ffmpeg publishes.</summary>
    public static HostPublisher Ffmpeg(SourceClip clip, string address) => new(
        "ffmpeg", ["-v", "warning", "-nostdin", "-re", "-stream_loop", "-1", "-i", clip.File, "-map", "0", "-c", "copy", "-f", "flv", "-flvflags", "no_duration_filesize", address]);

    /// <summary>GStreamer publishes; the clip once.</summary>
    public static HostPublisher GStreamer(SourceClip clip, string address) => new(
        "gst-launch-1.0",
        [
            "-q", "filesrc", $"location={clip.File}", "!", "flvdemux", "name=d", "d.video", "!", "queue", "!", "h264parse", "!", "flvmux", "name=m", "streamable=true", "!", "queue", "!",
            "rtmp2sink", $"location={address}", "sync=true", "async=false", "d.audio", "!", "queue", "!", "aacparse", "!", "m.",
        ]);

    /// <summary>Says at once, and not when its turn has come, that GStreamer cannot publish here.</summary>
    /// <exception cref="SetupException">Its tools, or elements that it publishes with, are not here.</exception>
    public static async Task CheckGStreamerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ChildProcess.RunAsync("gst-launch-1.0 --version", "gst-launch-1.0", ["--version"], Environment.CurrentDirectory, cancellationToken);
            foreach (var element in new[] { "flvdemux", "flvmux", "h264parse", "aacparse", "rtmp2sink" })
            {
                await ChildProcess.RunAsync(element, "gst-inspect-1.0", ["--exists", element], Environment.CurrentDirectory, cancellationToken);
            }
        }
        catch (SetupException exception)
        {
            throw new SetupException(
                "GStreamer publishes in this case: as root, 'apt-get install --no-install-recommends gstreamer1.0-tools gstreamer1.0-plugins-good gstreamer1.0-plugins-bad' (Debian 12). " + exception.Message);
        }
    }

    /// <summary>Ends it as a person would.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            while (true)
            {
                await using var process = ChildProcess.Start(program, arguments);
                _process = process;
                Interlocked.Increment(ref _starts);
                try
                {
                    await process.WaitForExitAsync(_ending.Token);
                }
                catch (OperationCanceledException)
                {
                    WorkerProcesses.Send(process.Id, WorkerProcesses.Interrupt);
                    using var patience = new CancellationTokenSource(EndPatience);
                    await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return;
                }

                await Task.Delay(ObsRetry, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It was to end anyway.
        }
    }
}
