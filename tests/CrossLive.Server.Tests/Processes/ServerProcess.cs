using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace CrossLive.Server.Tests.Processes;

/// <summary>A real server process. What it logs goes to the test's output when it is disposed, which also ends it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a start may take before the test gives up: many times what it takes on a busy machine.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private const int MaxLogLines = 4_000;
    private const int SignalTerm = 15;
    private static readonly ConcurrentDictionary<Process, byte> Running = new();
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process _process;
    private readonly ITestOutputHelper? _output;

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Keys)
        {
            process.Kill();
        }
    };

    private ServerProcess(ServerSettings settings, ITestOutputHelper? output)
    {
        Settings = settings;
        _output = output;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CrossLive.Server.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = settings.DataDirectory,
        };
        foreach (var (name, value) in settings.Variables())
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Running.TryAdd(_process, 0);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it was started with.</summary>
    public ServerSettings Settings { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => Settings.Address;

    /// <summary>True once the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The exit code; once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>The newest lines that it logged.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    /// <summary>The process' memory now, in bytes.</summary>
    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts a process and does not wait.</summary>
    public static ServerProcess Launch(ServerSettings settings, ITestOutputHelper? output) => new(settings, output);

    /// <summary>Starts a process and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(ServerSettings settings, ITestOutputHelper? output)
    {
        var server = new ServerProcess(settings, output);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Waits until <c>/healthz/ready</c> says yes.</summary>
    public Task WaitUntilReadyAsync() => Eventually.HoldsAsync(
        async () =>
        {
            HasExited.ShouldBeFalse($"The server ended with {(HasExited ? ExitCode : 0)}:\n{string.Join('\n', Log)}");
            return await HealthAsync("ready") == HttpStatusCode.OK;
        },
        StartPatience,
        () => $"The server is not ready:\n{string.Join('\n', Log)}");

    /// <summary>What <c>/healthz/live</c> or <c>/healthz/ready</c> says; null where nobody answers.</summary>
    public async Task<HttpStatusCode?> HealthAsync(string check)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri(Address, "/healthz/" + check));
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => kill(_process.Id, SignalTerm).ShouldBe(0);

    /// <summary>Waits for the end of the process, and gives its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"The server was still running after {patience}:\n{string.Join('\n', Log)}", exception);
        }

        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Running.TryRemove(_process, out _);
        _output?.WriteLine($"--- server on port {Settings.Port}, process {_process.Id}, exit code {_process.ExitCode}:");
        foreach (var line in _log)
        {
            _output?.WriteLine(line);
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
            if (_log.Count > MaxLogLines)
            {
                _log.TryDequeue(out _);
            }
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
