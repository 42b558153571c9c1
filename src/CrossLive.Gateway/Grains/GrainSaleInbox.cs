using System.Security.Cryptography;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Commands;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Grains;

/// <summary>
/// Commands for the flash sales of one room: gathered into calls, a lane for each sale, tried again under the same keys while the sale moves.
/// A viewer reaches only sales that the room shows, so that made-up names cost no grain.
/// </summary>
internal sealed class GrainSaleInbox(string room, IGrainFactory grains, Func<string, bool> isShown, GatewayOptions options, TimeProvider time, Random random) : IAsyncDisposable
{
    /// <summary>Most sales that commands are on their way to; at the limit those that are idle make room, and where none is, the command is refused.</summary>
    private const int MaxLanes = 2 * RoomLimits.MaxSales;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CommandInbox<SaleCommand>> _lanes = new(StringComparer.Ordinal);
    private volatile ClaimFingerprint? _lastFingerprint;

    /// <summary>Sends a command; answers when it is durable or refused.</summary>
    public async Task<CommandAnswer> SendAsync(ViewerCommand command) =>
        TryRead(command, out var read, out var refusal) is { } lane ? await lane.SendAsync(read!) : refusal!;

    /// <summary>The same; the receiver is told the answer.</summary>
    public void Post(ViewerCommand command, IAnswerReceiver receiver)
    {
        if (TryRead(command, out var read, out var refusal) is { } lane)
        {
            lane.Post(read!, receiver);
            return;
        }

        receiver.Take(refusal!);
        receiver.Flush();
    }

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        CommandInbox<SaleCommand>[] lanes;
        lock (_lock)
        {
            lanes = [.. _lanes.Values];
        }

        foreach (var lane in lanes)
        {
            await lane.DisposeAsync();
        }
    }

    // The sale's lane and the command for it, or why there is none.
    private CommandInbox<SaleCommand>? TryRead(ViewerCommand command, out SaleCommand? read, out CommandAnswer? refusal)
    {
        var call = (ISaleCall)command.Call;
        read = Read(command, call);
        if (read is null)
        {
            refusal = CommandAnswer.Reject(Rejection.NotAllowed, "Your role does not allow this.");
            return null;
        }

        if (!SaleId.IsWellFormed(call.SaleId) || (command.Person.Role < Role.Operator && !isShown(call.SaleId!)))
        {
            refusal = CommandAnswer.Reject(Rejection.SaleUnknown, "The room has no sale by this name.");
            return null;
        }

        var lane = LaneOf(call.SaleId!);
        refusal = lane is null ? CommandAnswer.Reject(Rejection.SaleBusy, "Too many sales at once.", CommandInbox.RetryAfterMs) : null;
        return lane;
    }

    // Null where the person may not.
    private SaleCommand? Read(ViewerCommand command, ISaleCall call)
    {
        var buyer = command.Person.BuyerKey;
        var isOperator = command.Person.Role == Role.Operator;
        return (command.Method, call) switch
        {
            (HubMethods.Claim, ClaimCall claim) => new ClaimPieces(
                CommandKey.For(command.Person.Handle, claim.Key!),
                FingerprintOf(claim),
                buyer,
                command.Platform ?? command.Person.Platform,
                claim.Quantity,
                claim.Currency ?? string.Empty,
                command.ArrivedUnixUs,
                command.RoundTrip.RoundTripUs,
                command.RoundTrip.BeliefUs,
                claim.OwnUs),
            (HubMethods.ClaimLook, ClaimNumberCall look) => new LookAtClaim(look.Claim, buyer),
            (HubMethods.ClaimRelease, ClaimNumberCall release) => new ReleaseClaim(release.Claim, buyer),
            _ when !isOperator => null,
            (_, SaleScheduleCall schedule) => new ScheduleSale(schedule.ToOffer(), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes)),
            (_, SaleMoveCall move) => new MoveSale(move.OpensAtUnixMs, move.ClosesAtUnixMs),
            (_, ClaimPayCall pay) => new PayClaim(pay.Claim, pay.PaymentId ?? string.Empty, new Money(pay.MinorUnits, pay.Currency ?? string.Empty)),
            (HubMethods.SaleArm, _) => new ArmSale(),
            (HubMethods.SaleClose, _) => new CloseSale(),
            (HubMethods.SaleCancel, _) => new CancelSale(),
            _ => null,
        };
    }

    // Nearly every claim of a moment is for the same: what the last one came to is kept.
    private ulong FingerprintOf(ClaimCall claim)
    {
        var last = _lastFingerprint;
        if (last is null || last.Quantity != claim.Quantity
            || !string.Equals(last.SaleId, claim.SaleId, StringComparison.Ordinal) || !string.Equals(last.Currency, claim.Currency, StringComparison.Ordinal))
        {
            var print = CommandKey.Fingerprint(HubMethods.Claim, $"{claim.SaleId}\n{claim.Quantity}\n{claim.Currency}");
            last = new ClaimFingerprint(claim.SaleId, claim.Quantity, claim.Currency, print);
            _lastFingerprint = last;
        }

        return last.Print;
    }

    private CommandInbox<SaleCommand>? LaneOf(string saleId)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(saleId, out var known))
            {
                return known;
            }

            if (_lanes.Count >= MaxLanes)
            {
                // Disposing an idle lane is done when it returns.
                foreach (var (id, idle) in _lanes.Where(entry => entry.Value.IsIdle).ToArray())
                {
                    _lanes.Remove(id);
                }
            }

            return _lanes.Count >= MaxLanes ? null : _lanes[saleId] = MakeLane(grains.GetGrain<IFlashSaleGrain>(SaleId.LogOf(room, saleId)));
        }
    }

    private CommandInbox<SaleCommand> MakeLane(IFlashSaleGrain sale)
    {
        // How many wait here for their call is told to the sale: it gives places before this lane has to refuse.
        CommandInbox<SaleCommand>? lane = null;
        lane = new CommandInbox<SaleCommand>(
            new RetryingRoomCall<SaleCommand>(
                async commands => [.. (await ExecuteAsync(sale, commands, lane?.WaitingCommands ?? 0)).Select(CommandAnswer.Of)],
                TimeSpan.FromMilliseconds(options.CommandPatienceMs),
                time,
                random).ExecuteAsync,
            SaleCallLimits.MaxCommandsPerCall,
            Math.Max(options.MaxWaitingCommands, SaleCallLimits.MaxCommandsPerCall));
        return lane;
    }

    // The plain call where it says all: a sale in a process of the version before knows no other.
    private static Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IFlashSaleGrain sale, IReadOnlyList<SaleCommand> commands, int behind) =>
        behind == 0 ? sale.ExecuteAsync(commands) : sale.ExecuteAsync(commands, behind);

    private sealed record ClaimFingerprint(string? SaleId, long Quantity, string? Currency, ulong Print);
}
