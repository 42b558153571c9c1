using CrossLive.FlashSales;
using CrossLive.Platforms.Countdowns;
using CrossLive.Platforms.Sending;
using CrossLive.Rooms;
using Orleans.Storage;

namespace CrossLive.Platforms;

/// <summary>What is said on the platform about the room's sales. It is there where the connection holds what it takes to say something.</summary>
public sealed partial class PlatformAdapterGrain
{
    private const string CountdownReminder = "countdown";

    private const int MaxInspections = 5;

    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(5);

    private CountdownDesk? _desk;
    private IGrainTimer? _stayTimer;
    private bool _isReminded;
    private long _followed;

    /// <inheritdoc/>
    public async Task FollowSaleAsync(SaleView view)
    {
        if (_desk is null)
        {
            LeaveIfNobodys();
            return;
        }

        _followed++;
        await _desk.FollowAsync(view);
        await StayAsync();
    }

    /// <inheritdoc/>
    public async Task NoteVideoDelayAsync(long delayMs)
    {
        if (delayMs is < 0 or > SendingSettings.MaxVideoDelayMs)
        {
            throw new ArgumentOutOfRangeException(nameof(delayMs), delayMs, $"A picture is 0 to {SendingSettings.MaxVideoDelayMs} ms behind.");
        }

        if (Connection is not { IsEnded: false })
        {
            LeaveIfNobodys();
            return;
        }

        if (_countdowns.State.VideoDelayMs == delayMs)
        {
            return;
        }

        _countdowns.State.VideoDelayMs = delayMs;
        await (_desk?.StoreAsync() ?? StoreCountdownsAsync());
    }

    /// <inheritdoc/>
    public async Task<PlatformCountdowns> GetCountdownsAsync()
    {
        LeaveIfNobodys();
        var platform = PlatformAdapterKey.Parse(_key).Platform;
        var nowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var delay = _desk?.Book.DelayAt(nowUnixMs) ?? _platform?.Takes.AssumedDelay ?? default;
        var (measuredMs, addedMs) = (_countdowns.State.VideoDelayMs, SendingSettings.VideoDelayOf(Connection));
        var videoDelayMs = measuredMs is null && addedMs is null ? default(long?) : (measuredMs ?? 0) + (addedMs ?? 0);
        var countdowns = new PlatformCountdowns(platform, _desk is not null, delay, videoDelayMs, [.. _countdowns.State.Sales]) { IsVideoDelayPartial = measuredMs is not null && addedMs is null };
        await StoreShownAsync();
        return countdowns;
    }

    /// <summary>What is shown is stored first, so that no crash takes it back; where the storage fails, it is shown all the same.</summary>
    private async Task StoreShownAsync()
    {
        if (_desk is not { } desk)
        {
            return;
        }

        try
        {
            await desk.StoreChangesAsync();
        }
#pragma warning disable CA1031 // Whoever looks at a countdown while the storage is away is told what is known; the desk goes on trying.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogCountdownNotStored(_logger, _key, exception);
        }
    }

    private void StartDesk()
    {
        if (_desk is null && Connection is { } connection && SendingSettings.MaySend(connection) && _senders.For(_platform) is { } sender)
        {
            var room = PlatformAdapterKey.Parse(_key).Room;
            _desk = new CountdownDesk(new CountdownBook(room, _platform!, connection, sender, _countdowns.State), connection, sender, StoreCountdownsAsync, _key, _time, _logger);
            _desk.Start();
        }
    }

    private async Task StopDeskAsync()
    {
        if (_desk is { } desk)
        {
            _desk = null;
            try
            {
                await desk.DisposeAsync();
            }
#pragma warning disable CA1031 // What was not stored is planned or left open by whoever comes next.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogCountdownNotStored(_logger, _key, exception);
            }
        }
    }

    /// <summary>A sale that was armed or has moved while the platform was not connected was told to nobody: it is asked for.</summary>
    private async Task FollowSalesAsync()
    {
        if (_desk is not { } desk)
        {
            return;
        }

        try
        {
            var inspection = await _room.InspectAsync().WaitAsync(LookTimeout, _time);
            var shown = (inspection.View?.Sales ?? []).Where(sale => sale.Phase is SalePhase.Armed or SalePhase.Open).Select(sale => sale.Offer.SaleId);
            foreach (var saleId in shown.Union(_countdowns.State.Sales.Where(sale => !sale.IsOver).Select(sale => sale.SaleId)).ToArray())
            {
                if (await FindNewestAsync(saleId) is { } view)
                {
                    await desk.FollowAsync(view);
                }
            }
        }
#pragma warning disable CA1031 // The connection stands; the sale's next piece of news tells of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSalesUnknown(_logger, _key, exception);
        }

        await StayAsync();
    }

    /// <summary>A sale as it says itself that it is; null where it is told meanwhile, again and again, and so is known.</summary>
    private async Task<SaleView?> FindNewestAsync(string saleId)
    {
        var sale = _grains.GetGrain<IFlashSaleGrain>(SaleId.LogOf(PlatformAdapterKey.Parse(_key).Room, saleId));
        for (var i = 0; i < MaxInspections; i++)
        {
            // What it tells by itself while it is asked is newer than its answer.
            var before = _followed;
            var inspection = await sale.InspectAsync().WaitAsync(LookTimeout, _time);
            if (_followed == before)
            {
                return inspection.View;
            }
        }

        return null;
    }

    /// <summary>Stays in memory while something is to be said, and has a reminder for when this process is gone.</summary>
    private async Task StayAsync()
    {
        if (_desk is not { IsBusy: true })
        {
            return;
        }

        KeepInMemory();
        if (!_isReminded)
        {
            await this.RegisterOrUpdateReminder(CountdownReminder, _revivePeriod, _revivePeriod);
            _isReminded = true;
        }
    }

    private void KeepInMemory()
    {
        if (_desk is { IsBusy: true })
        {
            _stayTimer ??= this.RegisterGrainTimer(StayOrLeaveAsync, new GrainTimerCreationOptions(_revivePeriod, _revivePeriod) { KeepAlive = true, Interleave = true });
        }
    }

    private async Task StayOrLeaveAsync(CancellationToken cancellationToken)
    {
        if (_desk is { IsBusy: true })
        {
            return;
        }

        _stayTimer?.Dispose();
        _stayTimer = null;
        _isReminded = false;
        if (await this.GetReminder(CountdownReminder, cancellationToken) is { } reminder)
        {
            await this.UnregisterReminder(reminder, cancellationToken);
        }
    }

    /// <summary>Splits what came into our own messages, which are not put into the room, and the rest.</summary>
    private async Task<IReadOnlyList<CommandAnswer>> SendOthersAsync(CountdownDesk desk, IReadOnlyList<RoomCommand> commands)
    {
        var nowUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var isOurs = commands.Select(command => desk.Book.IsOurs(command, nowUnixMs)).ToArray();
        for (var i = 0; i < commands.Count; i++)
        {
            if (isOurs[i])
            {
                // What was polled has waited for half the time between two polls, on average. Stored before the platform is told that it came, since it does not
                // send it again: where the storage fails, it is told so and does.
                await desk.NoteReturnAsync(commands[i], IsPolled ? _pollWaitMs / 2 : 0);
            }
        }

        RoomCommand[] others = [.. commands.Where((_, i) => !isOurs[i])];
        var answers = others.Length == 0 ? [] : await _lanes.SendAsync(others);
        var next = 0;
        return [.. isOurs.Select(ours => ours ? new CommandAnswer(CommandOutcome.Repeated, Position.Start) : answers[next++])];
    }

    private async Task StoreCountdownsAsync()
    {
        try
        {
            await _countdowns.WriteStateAsync();
        }
        catch (InconsistentStateException exception)
        {
            // Another activation has written: this one is out of date.
            LogOutdated(_logger, _key, exception);
            DeactivateOnIdle();
            throw;
        }
    }

    // Anybody can ask for any name: what was never connected is not kept in memory.
    private void LeaveIfNobodys()
    {
        if (Connection is null)
        {
            DeactivateOnIdle();
        }
    }
}
