using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.FlashSales;

/// <summary>
/// Tells the room what has become of its sale: each piece of news once and in order (with a key, so that one that was told twice is in the room's log once), and
/// how many pieces are left, now and then. One loop; a room that does not answer is asked again, the sale goes on meanwhile.
/// </summary>
internal sealed partial class SaleHerald(
    string saleId, IRoomGrain room, Func<SaleBulletin?> bulletin, Action<long> told, FlashSaleOptions options, TimeProvider time, ILogger logger)
{
    private const int RetryMs = 200;

    private readonly Person _self = new(PlatformId.Web, "sale/" + saleId, "sale", Role.Platform);
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private SaleView? _shown;
    private long _toldThrough;

    /// <summary>Something has changed.</summary>
    public void Kick()
    {
        if (_loop.IsCompleted && !_closing.Task.IsCompleted)
        {
            _loop = RunAsync();
        }
    }

    /// <summary>Says nothing more.</summary>
    public Task CloseAsync()
    {
        _closing.TrySetResult();
        return _loop;
    }

    private async Task RunAsync()
    {
        while (!_closing.Task.IsCompleted && bulletin() is var (view, news))
        {
            if (news.FirstOrDefault(piece => piece.Number > _toldThrough) is { } next)
            {
                var key = CommandKey.For(_self.Id, $"news/{next.Number}");
                if (await TryShowAsync(new RoomCommand(_self, new ShowSale(next.Kind, next.View), key)))
                {
                    (_toldThrough, _shown) = (next.Number, next.View);
                    told(next.Number);
                    continue;
                }
            }
            else if (IsShown(view))
            {
                return;
            }
            else if (await TryShowAsync(new RoomCommand(_self, new ShowSale(SaleNewsKind.Stock, view))))
            {
                _shown = view;
                await WaitAsync(options.StockNewsMs);
                continue;
            }

            await WaitAsync(RetryMs);
        }
    }

    private bool IsShown(SaleView view) => _shown is { } shown
        && shown.FreePieces == view.FreePieces && shown.ReservedPieces == view.ReservedPieces && shown.PaidPieces == view.PaidPieces && shown.Waiting == view.Waiting;

    private async Task WaitAsync(int ms) => await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(ms), time), _closing.Task);

    private async Task<bool> TryShowAsync(RoomCommand command)
    {
        try
        {
            var answer = (await room.ExecuteAsync([command]))[0];
            if (!answer.IsDone)
            {
                LogNotShown(logger, saleId, answer.Code, null);
            }

            return answer.IsDone;
        }
#pragma warning disable CA1031 // A room that moves shows in many exceptions; each means the same here: tell it again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotShown(logger, saleId, null, exception);
            return false;
        }
    }

    [LoggerMessage(2102, LogLevel.Debug, "Sale '{Sale}': the room did not take its news ({Code}); told again in a moment")]
    private static partial void LogNotShown(ILogger logger, string sale, string? code, Exception? exception);
}

/// <summary>What may be told of a sale.</summary>
/// <param name="View">The sale.</param>
/// <param name="News">What the room has not been told yet, oldest first.</param>
internal sealed record SaleBulletin(SaleView View, IReadOnlyList<SaleNews> News);
