using System.Diagnostics;

namespace CrossLive.Server.Tests;

/// <summary>Waits for a state of another process, for a bounded time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, TimeSpan patience, Func<string> failure)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > patience)
            {
                throw new TimeoutException($"Not within {patience}: {failure()}");
            }

            await Task.Delay(Interval);
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    public static Task HoldsAsync(Func<bool> holds, TimeSpan patience, Func<string> failure) => HoldsAsync(() => Task.FromResult(holds()), patience, failure);
}
