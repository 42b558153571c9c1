using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Client;

/// <content>
/// Flash sales: <see cref="View"/> has them as they stand. Commands as the others: keys, tries and exceptions are the same. What became of a claim stands in
/// <see cref="CommandReply.Claim"/>.
/// </content>
public sealed partial class RoomClient
{
    /// <summary>When to open the button of a sale, by the server's clock as it is known now; null before the first comparison of clocks. Ask again as the opening comes near.</summary>
    /// <param name="opensAtUnixMs">The sale's opening.</param>
    /// <returns>Local times of the plan are those of <see cref="LocalNowMs"/>.</returns>
    public ReleasePlan? PlanRelease(long opensAtUnixMs) => Clock is { } probe
        ? ReleasePlan.From(opensAtUnixMs, probe.OffsetMs, probe.RoundTripMs, Math.Max(0, opensAtUnixMs - probe.OffsetMs - probe.ReceivedMs))
        : null;

    /// <summary>The client's own monotonic clock in milliseconds, from an origin of its own.</summary>
    public double LocalNowMs => NowMs();

    /// <summary>Waits until the server's clock, as it is known here, has come to an instant: never shorter, and as little longer as timers are.</summary>
    /// <param name="opensAtUnixMs">Milliseconds since 1970 UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitForReleaseAsync(long opensAtUnixMs, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var now = NowMs();
            var plan = PlanRelease(opensAtUnixMs);
            if (plan is { } known && known.IsOpen(now))
            {
                return;
            }

            // Timers take whole milliseconds: one too many is late by less than one, one too few would spin.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Min(plan?.WaitMs(now) ?? UnknownClockPauseMs, LongestReleasePauseMs))), _time, cancellationToken);
        }
    }

    /// <summary>
    /// Wants pieces of a sale. Where very many do, it waits for its turn in the sale's waiting room, however long that takes, and comes again by itself. In its fairness window the answer comes after the draw; a claim that is <see cref="ClaimStatus.Held"/> then is to be looked at.
    /// </summary>
    /// <param name="saleId">Which sale.</param>
    /// <param name="quantity">Pieces.</param>
    /// <param name="currency">Which of the sale's prices.</param>
    /// <param name="own">What the person took from the button's opening to the press, by this machine's clock; believed within what the server measured.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="waiting">Told the place in the waiting room each time that the server says it.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known. <see cref="LeaveWaitingRoomAsync"/> gives the place up.</param>
    public Task<CommandReply> ClaimAsync(
        string saleId, long quantity, string currency, TimeSpan? own = null, string? key = null, IProgress<WaitingReply>? waiting = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.Claim, key, k => new ClaimCall(k, saleId, quantity, currency, own?.Ticks / TimeSpan.TicksPerMicrosecond), cancellationToken, waiting);

    /// <summary>Gives a place in the waiting room up: end the claim's wait first. <see cref="Rejection.ClaimUnknown"/> where there is none any more; the claim may have been decided then.</summary>
    public Task<CommandReply> LeaveWaitingRoomAsync(string saleId, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.ClaimRelease, key, k => new ClaimNumberCall(k, saleId, 0), cancellationToken);

    /// <summary>What became of a claim.</summary>
    public Task<CommandReply> ClaimLookAsync(string saleId, long claim, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.ClaimLook, key, k => new ClaimNumberCall(k, saleId, claim), cancellationToken);

    /// <summary>Gives a reservation or a place in the queue back.</summary>
    public Task<CommandReply> ClaimReleaseAsync(string saleId, long claim, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.ClaimRelease, key, k => new ClaimNumberCall(k, saleId, claim), cancellationToken);

    /// <summary>The payment service took money for a claim. Operator.</summary>
    /// <param name="saleId">Which sale.</param>
    /// <param name="claim">The claim's number.</param>
    /// <param name="paymentId">The payment's id at the service: the same again is the same payment.</param>
    /// <param name="amount">What was paid.</param>
    /// <param name="key">Idempotency key; null makes one.</param>
    /// <param name="cancellationToken">Ends the wait; whether it happened is then not known.</param>
    public Task<CommandReply> ClaimPayAsync(
        string saleId, long claim, string paymentId, Money amount, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.ClaimPay, key, k => new ClaimPayCall(k, saleId, claim, paymentId, amount.MinorUnits, amount.CurrencyCode), cancellationToken);

    /// <summary>Plans a sale. Operator.</summary>
    public Task<CommandReply> ScheduleSaleAsync(SaleOffer offer, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.SaleSchedule, key, k => CallOf(k, offer), cancellationToken);

    /// <summary>Has a sale open at its time. Operator.</summary>
    public Task<CommandReply> ArmSaleAsync(string saleId, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.SaleArm, key, k => new SaleCall(k, saleId), cancellationToken);

    /// <summary>Moves a sale's times; null = stays. Operator.</summary>
    public Task<CommandReply> MoveSaleAsync(
        string saleId, long? opensAtUnixMs = null, long? closesAtUnixMs = null, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.SaleMove, key, k => new SaleMoveCall(k, saleId, opensAtUnixMs, closesAtUnixMs), cancellationToken);

    /// <summary>Ends a sale; reservations can still be paid. Operator.</summary>
    public Task<CommandReply> CloseSaleAsync(string saleId, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.SaleClose, key, k => new SaleCall(k, saleId), cancellationToken);

    /// <summary>Calls a sale off: reservations are released, what was paid is to be refunded. Operator.</summary>
    public Task<CommandReply> CancelSaleAsync(string saleId, string? key = null, CancellationToken cancellationToken = default) =>
        SendAsync(HubMethods.SaleCancel, key, k => new SaleCall(k, saleId), cancellationToken);

    private static SaleScheduleCall CallOf(string key, SaleOffer offer) => new(
        key,
        offer.SaleId,
        offer.Title,
        offer.ProductId,
        [.. offer.Prices.Select(price => new PriceField(price.CurrencyCode, price.MinorUnits))],
        offer.Stock,
        offer.OpensAtUnixMs,
        offer.ClosesAtUnixMs,
        [.. offer.Buckets.Select(bucket => new BucketField(bucket.Platform, bucket.Count))],
        offer.LimitPerBuyer,
        offer.PayWithinMs,
        offer.FairWindowMs,
        offer.HumanFloorMs,
        offer.TieUs);
}
