using System.Collections.Concurrent;
using System.Diagnostics;

namespace CrossLive.LoadTests.Compare.Processes;

/// <summary>A process that this one started and ends, also where it is interrupted itself. What it says is kept, the newest lines of it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int MaxLines = 200;
    private static readonly ConcurrentDictionary<Process, byte> Running = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Keys)
        {
            process.Kill();
        }
    };

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Running.TryAdd(_process, 0);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The first line that it wrote.</summary>
    public Task<string> FirstLine => _firstLine.Task;

    /// <summary>The newest lines that it wrote.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Environment.CurrentDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(start);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="SetupException">It is not there, or failed.</exception>
    public static async Task RunAsync(string what, string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = Start(program, arguments, folder: folder);
            await process._process.WaitForExitAsync(cancellationToken);
            if (process._process.ExitCode != 0)
            {
                throw new SetupException($"{what} failed:\n{process.Log}");
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new SetupException($"{what} needs '{program}', which is not here: {exception.Message}");
        }
    }

    /// <summary>Waits until a health check is answered with success.</summary>
    /// <exception cref="SetupException">The process ended, or is not ready in time.</exception>
    public async Task WaitUntilReadyAsync(Uri health, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync(http, health, cancellationToken))
        {
            if (HasExited || watch.Elapsed > patience)
            {
                throw new SetupException($"The process {(HasExited ? "ended" : "is not ready")} after {watch.Elapsed.TotalSeconds:F0} s:\n{Log}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Waits for its end.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Once: whoever ends it before its owner does has done all there is to do.
        if (!Running.TryRemove(_process, out _))
        {
            return ValueTask.CompletedTask;
        }

        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri health, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(health, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _firstLine.TrySetResult(line);
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.TryDequeue(out _);
            }
        }
    }
}
