using MessagePack;
using Orleans;

namespace CrossLive.FlashSales;

/// <summary>A sale as everybody may see it: no names, and the lottery's seed only when it is drawn. What the room's log has of it.</summary>
/// <param name="Offer">What is sold.</param>
/// <param name="Phase">Where it is.</param>
/// <param name="FreePieces">Pieces that can be had now.</param>
/// <param name="ReservedPieces">Pieces that wait for their payment.</param>
/// <param name="PaidPieces">Pieces that are sold.</param>
/// <param name="Waiting">Claims in the queue.</param>
/// <param name="Claims">Claims so far.</param>
/// <param name="Commitment">SHA-256 of the lottery's seed, hexadecimal.</param>
/// <param name="Seed">The seed itself, hexadecimal; null before the draw.</param>
/// <param name="DrawListSha256">Hash of the list of those who were drawn; null before the draw.</param>
/// <param name="DrawEntries">How many were in the draw.</param>
[GenerateSerializer, Immutable, Alias("crosslive.SaleView"), MessagePackObject]
public sealed record SaleView(
    [property: Id(0), Key(0)] SaleOffer Offer,
    [property: Id(1), Key(1)] SalePhase Phase,
    [property: Id(2), Key(2)] long FreePieces,
    [property: Id(3), Key(3)] long ReservedPieces,
    [property: Id(4), Key(4)] long PaidPieces,
    [property: Id(5), Key(5)] long Waiting,
    [property: Id(6), Key(6)] long Claims,
    [property: Id(7), Key(7)] string Commitment,
    [property: Id(8), Key(8)] string? Seed,
    [property: Id(9), Key(9)] string? DrawListSha256,
    [property: Id(10), Key(10)] long DrawEntries);
