using CrossLive.Rooms;
using MessagePack;
using Orleans;

namespace CrossLive.FlashSales;

/// <summary>Something that somebody wants of a sale. Decided by <see cref="SaleSequencer"/>.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd")]
public abstract record SaleCommand;

/// <summary>Plans the sale. Operator.</summary>
/// <param name="Offer">What it is.</param>
/// <param name="Seed">32 random bytes for the lottery; its hash is published when the sale is planned, itself when it is drawn.</param>
/// <param name="NameKey">32 other random bytes, for the buyers' names in the draw's public list; never published.</param>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.schedule")]
public sealed record ScheduleSale([property: Id(0)] SaleOffer Offer, [property: Id(1)] byte[] Seed, [property: Id(2)] byte[] NameKey) : SaleCommand;

/// <summary>Has it open at T. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.arm")]
public sealed record ArmSale : SaleCommand;

/// <summary>Moves T (before it has opened) or the end (any time before the end). Null = stays. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.move")]
public sealed record MoveSale([property: Id(0)] long? OpensAtUnixMs, [property: Id(1)] long? ClosesAtUnixMs) : SaleCommand;

/// <summary>Takes no more claims. Reservations stand until their time is over, the queue is sent home. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.close")]
public sealed record CloseSale : SaleCommand;

/// <summary>Calls it off: reservations are released, what was paid is to be refunded, the queue is sent home. Operator.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.cancel")]
public sealed record CancelSale : SaleCommand;

/// <summary>A buyer wants pieces.</summary>
/// <param name="Key">The buyer's idempotency key: same key and content = same answer.</param>
/// <param name="Fingerprint">Of the content.</param>
/// <param name="Buyer">Who buys, the same on every platform where the operator's login knows it; 1 to 160 characters.</param>
/// <param name="Platform">Where.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Currency">Which of the offer's prices.</param>
/// <param name="ArrivedUnixUs">When it came in at the nearest gateway, by the server's clock, in µs since 1970.</param>
/// <param name="RoundTripUs">The connection's round trip as the server measured it; 0 = not known, nothing is taken off.</param>
/// <param name="BeliefUs">How far below the server's figure the client's own is believed, see <see cref="Fairness.RoundTripCredit"/>.</param>
/// <param name="OwnUs">What the client says that its person took; null = it says nothing.</param>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.claim")]
public sealed record ClaimPieces(
    [property: Id(0)] CommandKey Key,
    [property: Id(1)] ulong Fingerprint,
    [property: Id(2)] string Buyer,
    [property: Id(3)] string Platform,
    [property: Id(4)] long Quantity,
    [property: Id(5)] string Currency,
    [property: Id(6)] long ArrivedUnixUs,
    [property: Id(7)] long RoundTripUs,
    [property: Id(8)] long BeliefUs = 0,
    [property: Id(9)] long? OwnUs = null) : SaleCommand;

/// <summary>What became of a buyer's claim.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.look")]
public sealed record LookAtClaim([property: Id(0)] long Claim, [property: Id(1)] string Buyer) : SaleCommand;

/// <summary>A buyer gives a reservation or a place in the queue back.</summary>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.release")]
public sealed record ReleaseClaim([property: Id(0)] long Claim, [property: Id(1)] string Buyer) : SaleCommand;

/// <summary>The payment service took money for a claim.</summary>
/// <param name="Claim">The claim's number.</param>
/// <param name="PaymentId">The service's id; the same id again is the same payment.</param>
/// <param name="Amount">What was paid.</param>
[GenerateSerializer, Immutable, Alias("crosslive.sale.cmd.pay")]
public sealed record PayClaim([property: Id(0)] long Claim, [property: Id(1)] string PaymentId, [property: Id(2)] Money Amount) : SaleCommand;
