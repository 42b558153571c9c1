using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>
/// Waits until a server runs the code that it will go on running. .NET compiles what is busy again, better, for a long while after the start; a window that began
/// earlier would measure the compiler: seconds of CPU for a large server, next to nothing for a small one.
/// </summary>
internal static class WarmUp
{
    /// <summary>The longest; a server that still compiles then is measured all the same.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromSeconds(60);

    // In a row, so that a pause between two bursts is not taken for the end. Half a percent of a core: a thirtieth of what the leanest server needs.
    private const int CalmSeconds = 4;
    private const long CalmUs = 5_000;

    /// <summary>Waits at least so long, then until the compiler has been calm for some seconds, or so long at most.</summary>
    public static async Task WaitAsync(ChildProcess server, TimeSpan least, TimeSpan most, CancellationToken cancellationToken)
    {
        await Task.Delay(least, cancellationToken);
        var calm = 0;
        var before = ProcessAccounting.CompilerCpuUs(server.Id);
        for (var second = 0; before is not null && calm < CalmSeconds && second < most.TotalSeconds; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            var now = ProcessAccounting.CompilerCpuUs(server.Id);
            calm = UsedUs(before, now) <= CalmUs ? calm + 1 : 0;
            before = now;
        }
    }

    /// <summary>What the compiler used between two readings, in µs. Its thread goes when it has nothing to do, and the next one counts from zero.</summary>
    public static long UsedUs(long? before, long? now) => now is { } used ? (before is { } earlier && earlier <= used ? used - earlier : used) : 0;
}
