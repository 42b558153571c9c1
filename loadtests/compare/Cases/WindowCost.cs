using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Compare.Cases;

/// <summary>CPU that the window took.</summary>
/// <param name="ServerCpuUs">The server's process, all threads.</param>
/// <param name="CompilerUs">Of it, its compiler's; 0 where it has none, or where it came to rest in the window.</param>
/// <param name="SwarmThreadUs">The busiest thread of the swarm.</param>
internal sealed record WindowCost(long ServerCpuUs, long CompilerUs, long SwarmThreadUs)
{
    /// <summary>Waits for the window's beginning and its end, and takes the difference.</summary>
    public static async Task<WindowCost> TakeAsync(ChildProcess server, ViewerSwarm swarm, long fromUs, long toUs, CancellationToken cancellationToken)
    {
        await UntilAsync(fromUs, cancellationToken);
        var (beganUs, serverBefore, compilerBefore, swarmBefore) = (MonotonicClock.NowUs, ProcessAccounting.CpuUs(server.Id), ProcessAccounting.CompilerCpuUs(server.Id), swarm.CpuUs);
        await UntilAsync(toUs, cancellationToken);
        var (endedUs, serverAfter, compilerAfter, swarmAfter) = (MonotonicClock.NowUs, ProcessAccounting.CpuUs(server.Id), ProcessAccounting.CompilerCpuUs(server.Id), swarm.CpuUs);

        // On a busy machine this thread wakes late; what was used meanwhile belongs to a longer time than the window.
        var share = (toUs - fromUs) / (double)(endedUs - beganUs);
        return new WindowCost((long)((serverAfter - serverBefore) * share), (long)(WarmUp.UsedUs(compilerBefore, compilerAfter) * share), (long)(swarmAfter.Zip(swarmBefore, (after, before) => after - before).Max() * share));
    }

    private static async Task UntilAsync(long atUs, CancellationToken cancellationToken)
    {
        if (atUs - MonotonicClock.NowUs is > 0 and var waitUs)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(waitUs), cancellationToken);
        }
    }
}
