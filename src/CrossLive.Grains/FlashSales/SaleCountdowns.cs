using CrossLive.Platforms;
using Microsoft.Extensions.Logging;

namespace CrossLive.FlashSales;

/// <summary>
/// Tells the platforms of a sale's room the newest of it, where it matters for what is said there: when it is armed, moves, opens and ends. One loop; a platform
/// that does not answer is told again, the others and the sale go on meanwhile. After a restart all are told again: they know what they have said.
/// </summary>
internal sealed partial class SaleCountdowns(string room, string saleId, Func<SaleBulletin?> bulletin, IGrainFactory grains, TimeProvider time, ILogger logger)
{
    private const int RetryMs = 200;

    private static readonly string[] Platforms = [.. PlatformCatalog.All.Where(platform => platform.Takes.Messages.HasFlag(PlatformMessages.Announcement)).Select(platform => platform.Name)];

    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, SaleView> _told = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;

    /// <summary>Something has changed.</summary>
    public void Kick()
    {
        if (_loop.IsCompleted && !_closing.Task.IsCompleted && Untold().Any())
        {
            _loop = RunAsync();
        }
    }

    /// <summary>Tells nothing more.</summary>
    public Task CloseAsync()
    {
        _closing.TrySetResult();
        return _loop;
    }

    // A sale that is only planned is nobody's business yet.
    private IEnumerable<string> Untold() => bulletin() is { View: { Phase: not SalePhase.Scheduled } view }
        ? Platforms.Where(platform => !_told.TryGetValue(platform, out var told) || (told.Phase, told.Offer) != (view.Phase, view.Offer))
        : [];

    private async Task RunAsync()
    {
        while (!_closing.Task.IsCompleted && Untold().ToArray() is { Length: > 0 } untold && bulletin() is { View: var view })
        {
            var told = await Task.WhenAll(untold.Select(platform => TryTellAsync(platform, view)));
            if (told.Contains(false))
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time), _closing.Task);
            }
        }
    }

    private async Task<bool> TryTellAsync(string platform, SaleView view)
    {
        try
        {
            await grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform)).FollowSaleAsync(view);
            _told[platform] = view;
            return true;
        }
#pragma warning disable CA1031 // A platform's adapter that moves, or whose storage is away, shows in many exceptions; each means the same here: tell it again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotTold(logger, saleId, platform, exception);
            return false;
        }
    }

    [LoggerMessage(2105, LogLevel.Debug, "Sale '{Sale}': the adapter of '{Platform}' could not be told; told again in a moment")]
    private static partial void LogNotTold(ILogger logger, string sale, string platform, Exception exception);
}
