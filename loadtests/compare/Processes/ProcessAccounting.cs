using System.Globalization;

namespace CrossLive.LoadTests.Compare.Processes;

/// <summary>What the kernel says that a process has used.</summary>
internal static class ProcessAccounting
{
    // USER_HZ, which Linux has as 100 on every platform that .NET runs on.
    private const long UsPerTick = 10_000;
    private const int UserTimeField = 11;

    // The kernel cuts names at 15 characters: ".NET Tiered Compilation Worker".
    private const string CompilerThread = ".NET Tiered Com";
    private const string AnyRuntimeThread = ".NET ";

    /// <summary>User and system time of all its threads, those that ended included, in µs (to 10 ms).</summary>
    public static long CpuUs(int process) => CpuUsOf($"/proc/{process}/stat");

    /// <summary>The same of the thread that recompiles busy code, to 1 µs: 0 where it has had nothing to do for a while and is gone; null where the process is no .NET.</summary>
    public static long? CompilerCpuUs(int process)
    {
        long? none = null;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                var name = File.ReadAllText(Path.Combine(task, "comm"));
                if (name.StartsWith(AnyRuntimeThread, StringComparison.Ordinal))
                {
                    none = 0;
                }

                if (name.StartsWith(CompilerThread, StringComparison.Ordinal))
                {
                    return OnCoreNs(Path.Combine(task, "schedstat")) / 1_000;
                }
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return none;
    }

    /// <summary>Its memory that is in RAM, in bytes; what it shares with others counts in part (PSS).</summary>
    public static long MemoryBytes(int process)
    {
        const string Field = "Pss:";
        foreach (var line in File.ReadLines($"/proc/{process}/smaps_rollup"))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return long.Parse(line[Field.Length..^" kB".Length], CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new InvalidOperationException("smaps_rollup has no Pss.");
    }

    // The time on a core is the first of the file's three numbers (Documentation/scheduler/sched-stats.rst).
    private static long OnCoreNs(string path) => long.Parse(File.ReadAllText(path).Split(' ')[0], CultureInfo.InvariantCulture);

    private static long CpuUsOf(string path)
    {
        var stat = File.ReadAllText(path);

        // The name in brackets may hold anything; fields are counted from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTimeField], CultureInfo.InvariantCulture) + long.Parse(fields[UserTimeField + 1], CultureInfo.InvariantCulture)) * UsPerTick;
    }
}
