namespace CrossLive.LoadTests.Swarm.Native;

/// <summary>The limit of open files: each viewer needs one, on either side.</summary>
public static unsafe class DescriptorLimit
{
    private const int OpenFiles = 7;
    private const ulong Spare = 500;

    /// <summary>Raises the soft limit as far as it goes. Null where so many connections fit, else what to do.</summary>
    public static string? Ensure(int connections)
    {
        var limits = stackalloc ulong[2];
        if (Libc.GetLimit(OpenFiles, limits) != 0)
        {
            return null;
        }

        var needed = (ulong)connections + Spare;
        if (limits[0] < needed && limits[0] < limits[1])
        {
            limits[0] = limits[1];
            _ = Libc.SetLimit(OpenFiles, limits);
            _ = Libc.GetLimit(OpenFiles, limits);
        }

        return limits[0] >= needed ? null : $"{connections:N0} connections need {needed:N0} open files and the limit is {limits[0]:N0}: raise it (ulimit -n {needed}).";
    }
}
