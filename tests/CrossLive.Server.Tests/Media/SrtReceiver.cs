using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>srt-live-transmit as a platform that takes one caller: what comes is written to a file.</summary>
internal sealed class SrtReceiver : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly Process _process;

    /// <param name="settings">More of its address, such as "&amp;passphrase=…".</param>
    public SrtReceiver(string settings = "")
    {
        using (var probe = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            Port = ((IPEndPoint)probe.Client.LocalEndPoint!).Port;
        }

        _process = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec srt-live-transmit -q -a:no \"$1\" file://con > \"$2\"", "sh", string.Create(CultureInfo.InvariantCulture, $"srt://127.0.0.1:{Port}?mode=listener{settings}"), File])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    private string File => Path.Combine(_folder.Path, "received.ts");

    /// <summary>Times of the packets of one track, in ms, in the order in which they came: "v" or "a". After its end.</summary>
    public async Task<IReadOnlyList<double>> TimesOfAsync(string track)
    {
        await _process.WaitForExitAsync();
        var text = await RunAsync("ffprobe", "-v", "error", "-select_streams", $"{track}:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", File);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture) * 1_000)];
    }

    /// <summary>What a decoder has to complain of. After its end.</summary>
    public async Task<string> ComplaintsAsync()
    {
        await _process.WaitForExitAsync();
        return await RunAsync("/bin/sh", "-c", "ffmpeg -v error -nostdin -i \"$1\" -f null - 2>&1", "sh", File);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text;
    }
}
