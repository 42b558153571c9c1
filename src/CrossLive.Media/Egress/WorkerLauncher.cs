using System.Collections.Concurrent;
using System.Diagnostics;

namespace CrossLive.Media.Egress;

/// <summary>
/// Starts workers, all from one thread that lives as long as this process: the kernel kills a worker when the thread that started it ends, and threads of the pool
/// end now and then.
/// </summary>
internal sealed class WorkerLauncher : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _wanted = [];
    private readonly Thread _thread;

    public WorkerLauncher()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "workers" };
        _thread.Start();
    }

    /// <summary>Starts a worker.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not there or cannot be run.</exception>
    public Task<Process> StartAsync(string program, string role, string name)
    {
        var start = new ProcessStartInfo(program, [role, "--parent", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), "--name", name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wanted.Add((start, started));
        return started.Task;
    }

    // The thread stays: workers that still run would be killed with it.
    public void Dispose() => _wanted.CompleteAdding();

    private void Run()
    {
        foreach (var (start, started) in _wanted.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
#pragma warning disable CA1031 // Whatever it is, it is told to who asked; the thread goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                started.SetException(exception);
            }
        }
    }
}
