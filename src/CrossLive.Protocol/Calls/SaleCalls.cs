using System.Text.Json.Serialization;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>A call about one flash sale of the room.</summary>
public interface ISaleCall : IKeyedCall
{
    /// <summary>Which sale.</summary>
    string? SaleId { get; }
}

/// <summary>Argument of <see cref="HubMethods.SaleSchedule"/>. Operator. What is left out has the default that <see cref="ToOffer"/> names.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="SaleId">The new sale's name.</param>
/// <param name="Title">What is shown.</param>
/// <param name="ProductId">The shop's id.</param>
/// <param name="Prices">Price of one piece, for each currency.</param>
/// <param name="Stock">Pieces in all.</param>
/// <param name="Buckets">Pieces for single platforms, or null.</param>
/// <param name="LimitPerBuyer">Pieces for one buyer; default 1.</param>
/// <param name="PayWithinMs">Time to pay; default 5 min.</param>
/// <param name="OpensAtUnixMs">T.</param>
/// <param name="ClosesAtUnixMs">The end, or null.</param>
/// <param name="FairWindowMs">The fairness window; default 500 ms.</param>
/// <param name="HumanFloorMs">Floor of an answer; default 150 ms.</param>
/// <param name="TieUs">Declared uncertainty; default 250 µs.</param>
[MessagePackObject]
public sealed record SaleScheduleCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId,
    [property: Key("title"), JsonPropertyName("title")] string? Title,
    [property: Key("product"), JsonPropertyName("product")] string? ProductId,
    [property: Key("prices"), JsonPropertyName("prices")] IReadOnlyList<PriceField>? Prices,
    [property: Key("stock"), JsonPropertyName("stock")] long Stock,
    [property: Key("opens"), JsonPropertyName("opens")] long OpensAtUnixMs,
    [property: Key("closes"), JsonPropertyName("closes")] long? ClosesAtUnixMs = null,
    [property: Key("buckets"), JsonPropertyName("buckets")] IReadOnlyList<BucketField>? Buckets = null,
    [property: Key("limit"), JsonPropertyName("limit")] long? LimitPerBuyer = null,
    [property: Key("pay"), JsonPropertyName("pay")] long? PayWithinMs = null,
    [property: Key("window"), JsonPropertyName("window")] long? FairWindowMs = null,
    [property: Key("floor"), JsonPropertyName("floor")] long? HumanFloorMs = null,
    [property: Key("tie"), JsonPropertyName("tie")] long? TieUs = null) : ISaleCall
{
    /// <summary>The offer that it asks for.</summary>
    public SaleOffer ToOffer() => new(
        SaleId ?? string.Empty,
        Title ?? string.Empty,
        ProductId ?? string.Empty,
        [.. (Prices ?? []).Select(price => new Money(price.MinorUnits, price.Currency ?? string.Empty))],
        Stock,
        [.. (Buckets ?? []).Select(bucket => new PlatformStock(bucket.Platform ?? string.Empty, bucket.Count))],
        LimitPerBuyer ?? 1,
        PayWithinMs ?? 300_000,
        OpensAtUnixMs,
        ClosesAtUnixMs,
        FairWindowMs ?? FairnessLimits.WindowMs,
        HumanFloorMs ?? FairnessLimits.HumanFloorMs,
        TieUs ?? FairnessLimits.TieUs);
}

/// <summary>A price: minor units and ISO 4217 code.</summary>
[MessagePackObject]
public sealed record PriceField([property: Key("c"), JsonPropertyName("c")] string? Currency, [property: Key("v"), JsonPropertyName("v")] long MinorUnits);

/// <summary>Pieces for one platform.</summary>
[MessagePackObject]
public sealed record BucketField([property: Key("p"), JsonPropertyName("p")] string? Platform, [property: Key("n"), JsonPropertyName("n")] long Count);

/// <summary>Argument of <see cref="HubMethods.SaleArm"/>, <see cref="HubMethods.SaleClose"/> and <see cref="HubMethods.SaleCancel"/>. Operator.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="SaleId">Which sale.</param>
[MessagePackObject]
public sealed record SaleCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId) : ISaleCall;

/// <summary>Argument of <see cref="HubMethods.SaleMove"/>. Operator. Null = stays.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="SaleId">Which sale.</param>
/// <param name="OpensAtUnixMs">Another T, before it has opened.</param>
/// <param name="ClosesAtUnixMs">Another end.</param>
[MessagePackObject]
public sealed record SaleMoveCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId,
    [property: Key("opens"), JsonPropertyName("opens")] long? OpensAtUnixMs = null,
    [property: Key("closes"), JsonPropertyName("closes")] long? ClosesAtUnixMs = null) : ISaleCall;

/// <summary>Argument of <see cref="HubMethods.Claim"/>.</summary>
/// <param name="Key">Idempotency key: the same again is the same claim.</param>
/// <param name="SaleId">Which sale.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Currency">Which of the sale's prices.</param>
/// <param name="OwnUs">What the person took from the button's opening to the press, in µs by the client's own clock; believed within what the server measured.</param>
[MessagePackObject]
public sealed record ClaimCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId,
    [property: Key("q"), JsonPropertyName("q")] long Quantity,
    [property: Key("c"), JsonPropertyName("c")] string? Currency,
    [property: Key("r"), JsonPropertyName("r")] long? OwnUs = null) : ISaleCall;

/// <summary>Argument of <see cref="HubMethods.ClaimLook"/> and <see cref="HubMethods.ClaimRelease"/>.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="SaleId">Which sale.</param>
/// <param name="Claim">The claim's number.</param>
[MessagePackObject]
public sealed record ClaimNumberCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId,
    [property: Key("no"), JsonPropertyName("no")] long Claim) : ISaleCall;

/// <summary>Argument of <see cref="HubMethods.ClaimPay"/>: the operator's payment service took money for a claim. Operator.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="SaleId">Which sale.</param>
/// <param name="Claim">The claim's number.</param>
/// <param name="PaymentId">The payment's id at the service: the same again is the same payment.</param>
/// <param name="MinorUnits">What was paid.</param>
/// <param name="Currency">In which currency.</param>
[MessagePackObject]
public sealed record ClaimPayCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId,
    [property: Key("no"), JsonPropertyName("no")] long Claim,
    [property: Key("pm"), JsonPropertyName("pm")] string? PaymentId,
    [property: Key("v"), JsonPropertyName("v")] long MinorUnits,
    [property: Key("c"), JsonPropertyName("c")] string? Currency) : ISaleCall;
