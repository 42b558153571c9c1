using System.Diagnostics;
using Shouldly;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>Waits for a state that another thread brings about, for a bounded time.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again and again until the condition holds.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Asks again and again until the condition holds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.ShouldBeLessThan(Patience, $"Waited too long for: {what}");
            await Task.Delay(5);
        }
    }

    /// <summary>The same where time is virtual and stands still until it is moved: moves it by a step before each look.</summary>
    public static Task HoldsAsync(Microsoft.Extensions.Time.Testing.FakeTimeProvider time, TimeSpan step, Func<bool> condition, string what) => HoldsAsync(
        () =>
        {
            time.Advance(step);
            return condition();
        },
        what);
}
