using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Product;

namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>
/// x264 and AAC for OBS: the very encoder process that the product has, with one rendition and the product's settings, so that what is compared is not encoders. Its protocol is in
/// src/encoder-worker/README.md.
/// </summary>
internal sealed class ObsEncoder : IDisposable
{
    private const string Rendition = "obs", Preset = "veryfast";
    private const long MaxHeldBytes = 1L << 30;
    private readonly string _socket = $"crosslive/obs-{Guid.NewGuid():N}";
    private readonly TaskCompletionSource<Process> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private Process? _process;
    private int _commands;

    private ObsEncoder()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "obs encoder" };
        _thread.Start();
    }

    /// <summary>Pictures that it had no time for.</summary>
    public long OverloadDrops { get; private set; }

    /// <summary>Why it has ended, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Starts one.</summary>
    /// <exception cref="SetupException">It cannot be started.</exception>
    public static async Task<ObsEncoder> StartAsync(LiveStream stream, CancellationToken cancellationToken)
    {
        var encoder = new ObsEncoder();
        encoder._process = await encoder._started.Task;
        encoder.Command("start", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["socket"] = encoder._socket,
            ["maxHeldBytes"] = MaxHeldBytes,
            ["preset"] = Preset,
            ["audioKbps"] = stream.AudioKbps,
            ["renditions"] = new[] { new { name = Rendition, widthPx = stream.WidthPx, heightPx = stream.HeightPx, picturesPerSecond = stream.PicturesPerSecond, kbps = stream.VideoKbps } },
        });
        try
        {
            await encoder._ready.Task.WaitAsync(Patience.Step, cancellationToken);
        }
        catch (Exception exception)
        {
            encoder.Dispose();
            throw exception is TimeoutException ? new SetupException("The encoder does not start.") : exception;
        }

        return encoder;
    }

    /// <summary>Video's rate from now on.</summary>
    public void SetKbps(long kbps) => Command("set-bitrate", new Dictionary<string, object>(StringComparer.Ordinal) { ["rendition"] = Rendition, ["kbps"] = kbps });

    /// <summary>Where the camera's FLV goes in.</summary>
    public NetworkStream OpenInput() => Connect("ingest\n");

    /// <summary>Where what it encodes comes out as FLV.</summary>
    public NetworkStream OpenOutput() => Connect($"relay {Rendition}\n");

    /// <inheritdoc/>
    public void Dispose()
    {
        // The end of its input ends it.
        _process?.StandardInput.Close();
        _thread.Join();
        _process?.Dispose();
    }

    private NetworkStream Connect(string firstLine)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint("\0" + _socket));
        socket.Send(System.Text.Encoding.ASCII.GetBytes(firstLine));
        return new NetworkStream(socket, ownsSocket: true);
    }

    private void Command(string name, Dictionary<string, object> arguments)
    {
        lock (_gate)
        {
            arguments["id"] = ++_commands;
            arguments["cmd"] = name;
            _process!.StandardInput.WriteLine(JsonSerializer.Serialize(arguments));
            _process.StandardInput.Flush();
        }
    }

    // The kernel ends the worker together with the thread that started it: the one that reads what it says.
    private void Run()
    {
        try
        {
            var start = new ProcessStartInfo(WorkerProcesses.Program, ["encoder", "--parent", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--name", Rendition])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            var process = Process.Start(start)!;
            _started.SetResult(process);
            while (process.StandardOutput.ReadLine() is { } line)
            {
                Take(JsonDocument.Parse(line).RootElement);
            }

            process.WaitForExit();
        }
        catch (Exception exception) when (exception is SetupException or System.ComponentModel.Win32Exception)
        {
            _started.TrySetException(exception);
        }

        _ready.TrySetException(new SetupException($"The encoder ended: {Failure}"));
    }

    private void Take(JsonElement line)
    {
        switch (line.GetProperty("type").GetString())
        {
            case "ack":
                _ready.TrySetResult();
                break;
            case "stats":
                OverloadDrops = line.GetProperty("overloadDrops").GetInt64();
                break;
            case "error" or "end":
                Failure = line.ToString();
                break;
        }
    }
}
