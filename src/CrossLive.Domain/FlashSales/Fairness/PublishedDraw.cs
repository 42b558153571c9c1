using System.Text.Json.Serialization;

namespace CrossLive.FlashSales.Fairness;

/// <summary>
/// A draw as it is published, at <c>/api/rooms/R/sales/S/draw</c> and in files: everything that <see cref="DrawVerification"/> needs. Names that are not
/// listed here may stand beside these (stock, window, times) and are passed over.
/// </summary>
/// <param name="SaleId">The sale.</param>
/// <param name="Commitment">SHA-256 of the seed, 64 hexadecimal digits, published before the opening.</param>
/// <param name="Seed">The seed, 64 hexadecimal digits; null while the window is not decided.</param>
/// <param name="TieUs">Width of a tie in µs.</param>
/// <param name="ListSha256">Hash of the list; see <see cref="DrawEntries"/>.</param>
/// <param name="Entries">The list's lines.</param>
/// <param name="Order">The claims' numbers, first served first.</param>
public sealed record PublishedDraw(
    [property: JsonPropertyName("saleId")] string? SaleId,
    [property: JsonPropertyName("commitment")] string? Commitment,
    [property: JsonPropertyName("seed")] string? Seed,
    [property: JsonPropertyName("tieUs")] long TieUs,
    [property: JsonPropertyName("listSha256")] string? ListSha256,
    [property: JsonPropertyName("entries")] IReadOnlyList<string>? Entries,
    [property: JsonPropertyName("order")] IReadOnlyList<long>? Order);
