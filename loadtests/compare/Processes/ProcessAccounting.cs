using System.Globalization;

namespace CrossLive.LoadTests.Compare.Processes;

/// <summary>What the kernel says that a process has used.</summary>
internal static class ProcessAccounting
{
    // USER_HZ, which Linux has as 100 on every platform that .NET runs on.
    private const long UsPerTick = 10_000;
    private const int UserTimeField = 11;

    /// <summary>User and system time of all its threads, those that ended included, in µs (to 10 ms).</summary>
    public static long CpuUs(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");

        // The name in brackets may hold anything; fields are counted from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTimeField], CultureInfo.InvariantCulture) + long.Parse(fields[UserTimeField + 1], CultureInfo.InvariantCulture)) * UsPerTick;
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
}
