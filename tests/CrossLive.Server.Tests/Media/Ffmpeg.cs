using System.Diagnostics;
using System.Text;
using CrossLive.Server.Tests.Processes;

namespace CrossLive.Server.Tests.Media;

/// <summary>A running ffmpeg. Ended when it is disposed.</summary>
internal sealed class Ffmpeg : IAsyncDisposable
{
    /// <summary>A picture and a tone that need little CPU.</summary>
    public const string Picture = "-re -f lavfi -i testsrc=size=320x180:rate=15";

    /// <summary>A tone.</summary>
    public const string Tone = "-re -f lavfi -i sine=frequency=440:sample_rate=48000";

    /// <summary>H.264 with a keyframe each second.</summary>
    public const string H264 = "-c:v libx264 -preset ultrafast -tune zerolatency -g 15 -pix_fmt yuv420p";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private Ffmpeg(string arguments)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("ffmpeg", "-v error -nostdin " + arguments) { UseShellExecute = false, RedirectStandardError = true },
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_said)
            {
                _said.AppendLine(line.Data);
            }
        };
        _process.Start();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts it.</summary>
    public static Ffmpeg Start(string arguments) => new(arguments);

    /// <summary>A test picture with a tone to an address.</summary>
    public static Ffmpeg Publish(string address) => new($"{Picture} {Tone} {H264} -c:a aac -f flv {address}");

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task RunAsync(string arguments)
    {
        await using var ffmpeg = new Ffmpeg(arguments);
        (await ffmpeg.EndAsync()).ShouldBe(0, ffmpeg.Said);
    }

    /// <summary>Decodes a file to its end, which must be a good one, and gives how many frames a track has. Only ffprobe's own words are read.</summary>
    public static async Task<int> CountAsync(string file, string track)
    {
        await RunAsync($"-i {file} -f null -");
        using var process = Process.Start(new ProcessStartInfo("ffprobe", $"-v error -select_streams {track} -count_packets -show_entries stream=nb_read_packets -of csv=p=0 {file}")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return int.TryParse(said.Trim().TrimEnd(','), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    /// <summary>Waits for its end by itself, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(timeout.Token);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>Has it finish as a person would.</summary>
    public Task<int> FinishAsync()
    {
        ProcessSignal.Send(_process, ProcessSignal.Term);
        return EndAsync();
    }

    /// <summary>Freezes it.</summary>
    public void Freeze() => ProcessSignal.Send(_process, ProcessSignal.Stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
