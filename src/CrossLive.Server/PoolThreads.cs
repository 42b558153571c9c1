namespace CrossLive.Server;

/// <summary>
/// How many threads .NET's pool has before it grows by what it measures. It starts with one for each core, and whatever a thread of it puts into the pool wakes
/// another one, which mostly finds that the first has done it already. On two cores, with threads of our own that send, receive and write to the disk, that was
/// 350 wakings a second in a room of 500 viewers and 100 events/s, of 800 runs of the pool. So small machines start with one.
/// What it costs: what blocks the pool's only thread (a read of the database: a few MiB at most; a grain that calculates) holds up the rest that long, where two threads
/// would have to be blocked before; after half a second of it .NET adds a thread.
/// With more cores a start from one would take the pool several steps to fill them, just when a sale opens: they keep .NET's own number.
/// </summary>
internal static class PoolThreads
{
    /// <summary>Machines with more cores keep .NET's number.</summary>
    public const int MaxCores = 2;

    // https://learn.microsoft.com/dotnet/core/runtime-config/threading: read once, when the pool is first used.
    private const string Setting = "System.Threading.ThreadPool.MinThreads";
    private const string Variable = "DOTNET_ThreadPool_ForceMinWorkerThreads";

    /// <summary>To be called before anything uses the pool. What the operator has chosen stands.</summary>
    public static void StartSmall()
    {
        if (StartWith(Environment.ProcessorCount, AppContext.GetData(Setting) ?? Environment.GetEnvironmentVariable(Variable)) is { } threads)
        {
            AppContext.SetData(Setting, threads);
        }
    }

    /// <summary>How many threads to start with; null = as it is.</summary>
    /// <param name="cores">Cores that the process may use.</param>
    /// <param name="chosen">What the operator has set.</param>
    public static int? StartWith(int cores, object? chosen) => cores <= MaxCores && chosen is null ? 1 : null;
}
