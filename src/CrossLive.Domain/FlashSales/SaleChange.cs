using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.FlashSales;

/// <summary>Something that happened in a sale, as its own log has it: private, since it holds the seed and who buys. The numbers are in logs for ever.</summary>
[Union(0, typeof(SaleScheduled))]
[Union(1, typeof(SaleArmed))]
[Union(2, typeof(SaleMoved))]
[Union(3, typeof(SaleOpened))]
[Union(4, typeof(ClaimTaken))]
[Union(5, typeof(WindowDrawn))]
[Union(6, typeof(ClaimPaid))]
[Union(7, typeof(ClaimEnded))]
[Union(8, typeof(SaleClosed))]
[Union(9, typeof(SaleCancelled))]
[Union(10, typeof(PaymentStrayed))]
[Union(11, typeof(NewsTold))]
public abstract record SaleChange;

/// <summary>It is planned.</summary>
[MessagePackObject]
public sealed record SaleScheduled([property: Key(0)] SaleOffer Offer, [property: Key(1)] byte[] Seed, [property: Key(2)] byte[] NameKey) : SaleChange;

/// <summary>It will open at T.</summary>
[MessagePackObject]
public sealed record SaleArmed : SaleChange;

/// <summary>Its times are these now.</summary>
[MessagePackObject]
public sealed record SaleMoved([property: Key(0)] long OpensAtUnixMs, [property: Key(1)] long? ClosesAtUnixMs) : SaleChange;

/// <summary>It is open.</summary>
[MessagePackObject]
public sealed record SaleOpened : SaleChange;

/// <summary>A claim was taken. Its number is one more than that of the claim before; what it comes to follows from the state, so it is not written.</summary>
/// <param name="Key">The buyer's key.</param>
/// <param name="Fingerprint">Of the content.</param>
/// <param name="Buyer">Who.</param>
/// <param name="Platform">Where.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Currency">Which price.</param>
/// <param name="AtUnixMs">When it was decided, or taken into the window.</param>
/// <param name="ResponseUs">In the window: how fast the buyer answered; null = decided at once.</param>
[MessagePackObject]
public sealed record ClaimTaken(
    [property: Key(0)] CommandKey Key,
    [property: Key(1)] ulong Fingerprint,
    [property: Key(2)] string Buyer,
    [property: Key(3)] string Platform,
    [property: Key(4)] long Quantity,
    [property: Key(5)] string Currency,
    [property: Key(6)] long AtUnixMs,
    [property: Key(7)] long? ResponseUs) : SaleChange;

/// <summary>The window is over: the claims in it are decided in their fair order.</summary>
[MessagePackObject]
public sealed record WindowDrawn([property: Key(0)] long AtUnixMs) : SaleChange;

/// <summary>A claim is paid; one that had run out takes its pieces again.</summary>
[MessagePackObject]
public sealed record ClaimPaid([property: Key(0)] long Claim, [property: Key(1)] string PaymentId, [property: Key(2)] long AtUnixMs) : SaleChange;

/// <summary>A reservation ran out or a claim was given back; what it held goes to those who wait, or back to the stock.</summary>
[MessagePackObject]
public sealed record ClaimEnded([property: Key(0)] long Claim, [property: Key(1)] bool HasExpired, [property: Key(2)] long AtUnixMs) : SaleChange;

/// <summary>It takes no more claims.</summary>
[MessagePackObject]
public sealed record SaleClosed([property: Key(0)] long AtUnixMs) : SaleChange;

/// <summary>It is off.</summary>
[MessagePackObject]
public sealed record SaleCancelled([property: Key(0)] long AtUnixMs) : SaleChange;

/// <summary>A payment that buys nothing: too late with nothing left, a second one, or not the amount. To be refunded.</summary>
[MessagePackObject]
public sealed record PaymentStrayed([property: Key(0)] long Claim, [property: Key(1)] string PaymentId, [property: Key(2)] Money Amount, [property: Key(3)] string Why) : SaleChange;

/// <summary>The room has the sale's news up to this one.</summary>
[MessagePackObject]
public sealed record NewsTold([property: Key(0)] long Through) : SaleChange;
