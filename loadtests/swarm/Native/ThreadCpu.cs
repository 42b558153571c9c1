namespace CrossLive.LoadTests.Swarm.Native;

/// <summary>CPU time of the calling thread.</summary>
internal static unsafe class ThreadCpu
{
    private const int ThreadCpuTime = 3;

    /// <summary>User and system time so far, in µs.</summary>
    public static long NowUs
    {
        get
        {
            var time = stackalloc long[2];
            return Libc.ClockGetTime(ThreadCpuTime, time) == 0 ? (time[0] * 1_000_000) + (time[1] / 1_000) : 0;
        }
    }
}
