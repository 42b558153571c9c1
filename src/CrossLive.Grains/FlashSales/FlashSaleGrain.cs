using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.FlashSales;

/// <summary>
/// One flash sale. The path of a claim: <see cref="ExecuteAsync"/> queues it, <see cref="SaleWriter"/> decides, appends and answers it, <see cref="SaleHerald"/>
/// tells the room, <see cref="SaleCountdowns"/> the platforms. A reminder and <see cref="ActiveSales"/> wake it where nobody else does.
/// </summary>
public sealed partial class FlashSaleGrain : Grain, IFlashSaleGrain, IRemindable
{
    private const string Alarm = "sale";

    // The shortest that Orleans has. Between two, timers do the work; the reminder is for a process that is gone.
    private static readonly TimeSpan AlarmPeriod = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly ActiveSales _active;
    private readonly SaleWriter _writer;
    private readonly SaleHerald _herald;
    private readonly SaleCountdowns _countdowns;
    private readonly ILogger<FlashSaleGrain> _logger;
    private bool _isWatched;

    /// <summary>Made by Orleans.</summary>
    public FlashSaleGrain(
        IGrainContext context, IRoomLog log, ActiveSales active, IOptions<FlashSaleOptions> options, TimeProvider time, IGrainFactory grains, ILogger<FlashSaleGrain> logger)
    {
        _name = context.GrainId.Key.ToString()!;
        (_active, _logger) = (active, logger);
        var (room, saleId) = SaleId.FromLog(_name) ?? throw new ArgumentException($"'{_name}' names no sale.", nameof(context));
        _writer = new SaleWriter(_name, new SaleStore(log, _name, options.Value, time), options.Value, time, Changed, DeactivateOnIdle, logger);
        _herald = new SaleHerald(saleId, grains.GetGrain<IRoomGrain>(room), () => _writer.Bulletin, _writer.NoteTold, options.Value, time, logger);
        _countdowns = new SaleCountdowns(room, saleId, () => _writer.Bulletin, grains, time, logger);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _herald.CloseAsync();
        await _countdowns.CloseAsync();
        await _writer.CloseAsync();
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IReadOnlyList<SaleCommand> commands) => ExecuteAsync(commands, behind: 0);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IReadOnlyList<SaleCommand> commands, int behind)
    {
        if (commands.Count is < 1 or > SaleCallLimits.MaxCommandsPerCall)
        {
            throw new ArgumentException($"A call has 1 to {SaleCallLimits.MaxCommandsPerCall} commands.", nameof(commands));
        }

        if (!_isWatched && commands.Any(command => command is ScheduleSale or ArmSale))
        {
            // Before it is answered: a sale that is armed opens, whatever becomes of this process.
            await _active.AddAsync(_name);
            await this.RegisterOrUpdateReminder(Alarm, AlarmPeriod, AlarmPeriod);
            _isWatched = true;
        }

        return await _writer.ExecuteAsync(commands, Math.Max(0, behind));
    }

    /// <inheritdoc/>
    public Task<SaleInspection> InspectAsync() => _writer.AtRestAsync(() => new SaleInspection(
        _writer.Fault?.Code, _writer.State?.View, _writer.WaitingCommands, _writer.State?.Held ?? 0, _writer.WaitingBuyers));

    /// <inheritdoc/>
    public Task<SaleDrawReport?> DrawAsync() => _writer.AtRestAsync(() => _writer.State is { Draw: { } draw, View: { } view }
        ? new SaleDrawReport(view, draw.List.Lines, draw.Order)
        : null);

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var isOver = await _writer.AtRestAsync(() => _writer.Fault is null
            && (_writer.State is null || (_writer.State is { Phase: SalePhase.Closed or SalePhase.Cancelled, ReservedPieces: 0, News.Count: 0 })));
        if (!isOver)
        {
            _herald.Kick();
            return;
        }

        await _active.RemoveAsync(_name);
        if (await this.GetReminder(Alarm) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        _isWatched = false;
        LogOver(_logger, _name);
    }

    private void Changed()
    {
        _herald.Kick();
        _countdowns.Kick();
    }

    [LoggerMessage(2103, LogLevel.Information, "Sale '{Name}': over, and nothing is due any more")]
    private static partial void LogOver(ILogger logger, string name);
}
