using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>Waiting for something that has to come, within a limit.</summary>
internal static class Patience
{
    /// <summary>How long a step may take that no bar is about.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until it holds.</summary>
    /// <exception cref="SetupException">It did not in time.</exception>
    public static async Task UntilAsync(Func<bool> holds, TimeSpan patience, Func<string> what, CancellationToken cancellationToken)
    {
        if (!await TryUntilAsync(holds, patience, cancellationToken))
        {
            throw new SetupException($"After {patience.TotalSeconds:0} s: {what()}");
        }
    }

    /// <summary>Waits until it holds. False: it did not in time.</summary>
    public static async Task<bool> TryUntilAsync(Func<bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var beganMs = LiveClock.NowMs; !holds();)
        {
            if (LiveClock.NowMs - beganMs > patience.TotalMilliseconds)
            {
                return false;
            }

            await Task.Delay(Tick, cancellationToken);
        }

        return true;
    }
}
