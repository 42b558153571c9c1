using CrossLive.FlashSales;
using CrossLive.FlashSales.Countdowns;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Platforms.Countdowns;

/// <summary>
/// Says on one platform what the book plans. One loop plans and stores; what is stored is sent by a task of its own, so that a platform that is slow to answer
/// delays no other message. A message is stored before it is sent: after a crash it is known that it may have been said.
/// </summary>
internal sealed partial class CountdownDesk(
    CountdownBook book, PlatformConnection connection, IPlatformSender sender, Func<Task> store, string name, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long to wait where the storage fails, or the platform is away, in ms.</summary>
    public const int RetryMs = 500;

    /// <summary>Where the connection has not been used for a while, one is opened this long before the next message is due, in ms.</summary>
    public const long WarmBeforeMs = 5_000;

    /// <summary>A connection that was used or opened is taken to stand for this long, in ms: half of what an idle one is kept for.</summary>
    public const long WarmForMs = 60_000;

    private const long MaxWaitMs = 3_600_000;

    private readonly Dictionary<(string SaleId, int Number), Task> _sending = [];
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _kick = new();
    private Task _loop = Task.CompletedTask;
    private Task _warming = Task.CompletedTask;
    private long _warmUntilUnixMs;
    private long _storedVersion;
    private long? _wakeAt;

    /// <summary>The book.</summary>
    public CountdownBook Book => book;

    /// <summary>True while something is still to be said: the grain stays in memory.</summary>
    public bool IsBusy => _sending.Count > 0 || _wakeAt is not null || book.Version != _storedVersion;

    private long NowUnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins where the process before it ended.</summary>
    public void Start()
    {
        book.Recover();
        _loop = RunAsync();
    }

    /// <summary>A sale has changed. Stored when it returns; throws what the storage throws.</summary>
    public async Task FollowAsync(SaleView view)
    {
        // What could not be stored the last time is stored with what is told again.
        book.Follow(view, NowUnixMs);
        await StoreChangesAsync();
    }

    /// <summary>Stores what has changed beside the book.</summary>
    public Task StoreAsync()
    {
        book.Touch();
        return PlanAndStoreAsync();
    }

    /// <summary>A message of ours has come back, and was on the platform <paramref name="returnMs"/> ago. Stored when it returns; throws what the storage throws.</summary>
    public Task NoteReturnAsync(RoomCommand command, long returnMs)
    {
        book.NoteReturn(command, returnMs, NowUnixMs);
        return StoreChangesAsync();
    }

    /// <summary>What has changed so far is stored when it returns: only then is it said to anybody. Throws what the storage throws; it is tried again by itself too.</summary>
    public async Task StoreChangesAsync()
    {
        if (book.Version == _storedVersion)
        {
            return;
        }

        try
        {
            await PlanAndStoreAsync();
        }
        finally
        {
            Kick();
        }
    }

    /// <summary>Sends nothing more. What is on its way is waited for; what was not sent yet is left to whoever comes next.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing.TrySetResult();
        await Task.WhenAll([_loop, _warming, .. _sending.Values]);
        _turn.Dispose();
        if (book.Version != _storedVersion)
        {
            await store();
        }
    }

    // The last thing that its callers do: the loop may go on inside it.
    private void Kick() => _kick.TrySetResult();

    private async Task RunAsync()
    {
        while (!_closing.Task.IsCompleted)
        {
            _kick = new TaskCompletionSource();
            long waitMs;
            try
            {
                await PlanAndStoreAsync();
                waitMs = _wakeAt is { } wakeAt ? Math.Clamp(WarmOrWakeAt(wakeAt) - NowUnixMs, 1, MaxWaitMs) : MaxWaitMs;
            }
#pragma warning disable CA1031 // Nothing is sent that is not stored; the storage is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotStored(logger, name, exception);
                waitMs = RetryMs;
            }

            await WaitAsync(waitMs, _kick.Task);
        }
    }

    /// <summary>When to look again: when the message is due, or before that when the connection is to be opened, which is done where it is time.</summary>
    private long WarmOrWakeAt(long wakeAtUnixMs)
    {
        if (wakeAtUnixMs < _warmUntilUnixMs || !_warming.IsCompleted)
        {
            return wakeAtUnixMs;
        }

        if (NowUnixMs < wakeAtUnixMs - WarmBeforeMs)
        {
            return wakeAtUnixMs - WarmBeforeMs;
        }

        NoteUse();
        _warming = WarmAsync();
        return wakeAtUnixMs;
    }

    private async Task WarmAsync()
    {
        try
        {
            await sender.WarmAsync(connection, CancellationToken.None);
        }
#pragma warning disable CA1031 // Nothing is lost: the message opens a connection of its own.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotWarm(logger, name, exception);
        }
    }

    private void NoteUse() => _warmUntilUnixMs = NowUnixMs + WarmForMs;

    private async Task PlanAndStoreAsync()
    {
        IReadOnlyList<(CountdownSale Sale, CountdownEntry Entry)> stored;
        await _turn.WaitAsync();
        try
        {
            _wakeAt = book.Plan(NowUnixMs);
            stored = book.Prepared;
            if (book.Version is var version && version != _storedVersion)
            {
                // What changes while it is written is written the next time.
                await store();
                _storedVersion = version;
            }
        }
        finally
        {
            _turn.Release();
        }

        foreach (var (sale, entry) in stored)
        {
            var key = (sale.SaleId, entry.Number);
            if (entry.SentAtUnixMs is null && !_closing.Task.IsCompleted && !_sending.ContainsKey(key))
            {
                _sending[key] = Task.CompletedTask;
                _sending[key] = SendAsync(sale.SaleId, entry.Number);
            }
        }
    }

    private async Task SendAsync(string saleId, int number)
    {
        try
        {
            await Task.Yield();
            while (book.DueAt(saleId, number, NowUnixMs) is { } dueAt)
            {
                var waitMs = dueAt - NowUnixMs;
                if (waitMs <= 0)
                {
                    await SendNowAsync(saleId, number);
                    return;
                }

                await WaitAsync(waitMs, _closing.Task);
                if (_closing.Task.IsCompleted)
                {
                    book.Unprepare(saleId, number);
                    return;
                }
            }
        }
        finally
        {
            _sending.Remove((saleId, number));
            Kick();
        }
    }

    private async Task SendNowAsync(string saleId, int number)
    {
        NoteUse();
        var message = book.Send(saleId, number, NowUnixMs);
        SendResult result;
        try
        {
            result = await sender.SendAsync(connection, message, CancellationToken.None);
        }
#pragma warning disable CA1031 // A bug of a sender ends its message and no other.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSendBroke(logger, name, message.Id, exception);
            result = new SendResult(SendOutcome.Unsure, Detail: exception.GetType().Name);
        }

        book.Note(saleId, number, result, NowUnixMs);
        if (result.Outcome == SendOutcome.Sent)
        {
            LogSent(logger, name, message.Id, message.Kind);
        }
        else
        {
            LogNotSent(logger, name, message.Id, message.Kind, result.Outcome, result.Detail);
        }
    }

    private async Task WaitAsync(long ms, Task earlier) => await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(ms), time), earlier, _closing.Task);

    [LoggerMessage(2510, LogLevel.Information, "Platform '{Adapter}': '{Message}' ({Kind}) is sent")]
    private static partial void LogSent(ILogger logger, string adapter, string message, string kind);

    [LoggerMessage(2511, LogLevel.Warning, "Platform '{Adapter}': '{Message}' ({Kind}) was not sent: {Outcome}, {Detail}")]
    private static partial void LogNotSent(ILogger logger, string adapter, string message, string kind, SendOutcome outcome, string? detail);

    [LoggerMessage(2512, LogLevel.Warning, "Platform '{Adapter}': the countdown cannot be stored, so nothing is sent; tried again in a moment")]
    private static partial void LogNotStored(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2514, LogLevel.Debug, "Platform '{Adapter}': no connection was opened ahead")]
    private static partial void LogNotWarm(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2513, LogLevel.Error, "Platform '{Adapter}': '{Message}' could not be sent")]
    private static partial void LogSendBroke(ILogger logger, string adapter, string message, Exception exception);
}
