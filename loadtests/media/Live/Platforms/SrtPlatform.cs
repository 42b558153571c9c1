using System.Diagnostics;
using System.Globalization;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Platforms;

/// <summary>srt-live-transmit as a platform that takes a stream over SRT, in a network namespace; what it gives on is kept, with the time of each piece.</summary>
internal sealed class SrtPlatform : IRecording, IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMilliseconds(500);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crosslive-srt-");
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];
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
                ["netns", "exec", networkNamespace, "srt-live-transmit", "-q", "-loglevel:fatal", string.Create(CultureInfo.InvariantCulture, $"{Address}?mode=listener&latency={latencyMs}"), "file://con"])
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

    /// <inheritdoc/>
    public string File => Path.Combine(_folder.FullName, "received.ts");

    /// <inheritdoc/>
    public Arrival[] Arrivals
    {
        get
        {
            lock (_gate)
            {
                return [.. _arrivals];
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

    private async Task ReadAsync()
    {
        var reader = new TransportStreamReader(arrival =>
        {
            lock (_gate)
            {
                _arrivals.Add(arrival);
            }
        });
        await using var file = new FileStream(File, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[64 * 1024];
        while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var count)
        {
            reader.Read(buffer.AsSpan(0, count), LiveClock.NowMs);
            await file.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
