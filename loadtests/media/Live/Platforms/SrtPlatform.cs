using System.Diagnostics;
using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>srt-live-transmit as a platform that takes a stream over SRT, in a network namespace; what it gives on is kept, a recording for each connection.</summary>
internal sealed class SrtPlatform : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMilliseconds(500);
    private const int StatsEveryPackets = 20;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crosslive-srt-");
    private readonly Lock _gate = new();
    private readonly List<SrtRecording> _recordings = [];
    private readonly Process _process;
    private readonly Task _reading;

    /// <summary>Starts it.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="networkNamespace">The namespace that has the address.</param>
    /// <param name="latencyMs">The latency that it asks for.</param>
    public SrtPlatform(string address, string networkNamespace, int latencyMs)
    {
        var port = FreePort.Next();
        Address = string.Create(CultureInfo.InvariantCulture, $"srt://{address}:{port}");
        try
        {
            _process = Process.Start(new ProcessStartInfo(
                "ip",
                [
                    "netns", "exec", networkNamespace, "srt-live-transmit", "-q", "-loglevel:fatal", string.Create(CultureInfo.InvariantCulture, $"-s:{StatsEveryPackets}"), "-pf:csv", "-f", $"-statsout:{StatsFile}",
                    string.Create(CultureInfo.InvariantCulture, $"{Address}?mode=listener&latency={latencyMs}"), "file://con",
                ])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SetupException("srt-live-transmit is not here: apt-get install srt-tools.");
        }

        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Where the stream is sent.</summary>
    public string Address { get; }

    /// <summary>What SRT counted here so far.</summary>
    public SrtFigures Figures => File.Exists(StatsFile) ? SrtFigures.Of(ReadStats()) : default;

    /// <summary>What came, in the order of the connections.</summary>
    public IReadOnlyList<SrtRecording> Recordings
    {
        get
        {
            lock (_gate)
            {
                return [.. _recordings];
            }
        }
    }

    /// <summary>Waits until it can be called.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(StartPatience, cancellationToken);
        if (_process.HasExited)
        {
            throw new SetupException($"srt-live-transmit ended with {_process.ExitCode}: is it installed (srt-tools)?");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _reading;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string StatsFile => Path.Combine(_folder.FullName, "figures.csv");

    private string ReadStats()
    {
        using var stream = new StreamReader(new FileStream(StatsFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return stream.ReadToEnd();
    }

    private async Task ReadAsync()
    {
        var newest = Begin();
        var reader = new TransportStreamReader(arrival => newest.Add(arrival), () => newest = Begin());
        var buffer = new byte[64 * 1024];
        FileStream? file = null;
        try
        {
            while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var count)
            {
                reader.Read(buffer.AsSpan(0, count), LiveClock.NowMs);
                if (file?.Name != newest.File)
                {
                    // The piece in which the new times are found begins with the connection's tables.
                    await (file?.DisposeAsync() ?? ValueTask.CompletedTask);
                    file = new FileStream(newest.File, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
                }

                await file.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        finally
        {
            await (file?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private SrtRecording Begin()
    {
        lock (_gate)
        {
            _recordings.Add(new SrtRecording(Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"received-{_recordings.Count}.ts"))));
            return _recordings[^1];
        }
    }
}
