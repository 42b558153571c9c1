using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CrossLive.Client.Tests;

/// <summary>Waits for a state of real connections, which no virtual clock drives.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task HoldsAsync(Func<bool> state, [CallerArgumentExpression(nameof(state))] string what = "")
    {
        var waited = Stopwatch.StartNew();
        while (!state())
        {
            waited.Elapsed.ShouldBeLessThan(Limit, what);
            await Task.Delay(5);
        }
    }

    public static Task<T> InTimeAsync<T>(Task<T> task) => task.WaitAsync(Limit);

    public static Task InTimeAsync(Task task) => task.WaitAsync(Limit);
}
