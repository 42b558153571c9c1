using CrossLive.FlashSales.Waiting;
using CrossLive.Rooms;
using Orleans;

namespace CrossLive.FlashSales;

/// <summary>What a sale says to a command.</summary>
/// <param name="Code">Null = it was taken; else why not, one of <see cref="Rejection"/>.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="RetryAfterMs">When it is worth trying again, or null.</param>
/// <param name="IsRepeat">True where the key was used before for the same: nothing happened now.</param>
/// <param name="Claim">The claim's number, or 0.</param>
/// <param name="Status">Where the claim is.</param>
/// <param name="Place">Waiting: how many wait before it, plus one. Else 0.</param>
/// <param name="UntilUnixMs">Reserved: when the time to pay is over. Else 0.</param>
/// <param name="Amount">What the claim costs, or null.</param>
/// <param name="Pseudonym">Of the fairness window: the buyer's name in the draw's public list.</param>
/// <param name="Waiting">Of a claim that waits for its turn to be decided, with <see cref="Rejection.SaleWaiting"/>: its place. Else null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.sale.answer")]
public sealed record SaleAnswer(
    [property: Id(0)] string? Code = null,
    [property: Id(1)] string? Detail = null,
    [property: Id(2)] long? RetryAfterMs = null,
    [property: Id(3)] bool IsRepeat = false,
    [property: Id(4)] long Claim = 0,
    [property: Id(5)] ClaimStatus Status = ClaimStatus.Held,
    [property: Id(6)] long Place = 0,
    [property: Id(7)] long UntilUnixMs = 0,
    [property: Id(8)] Money? Amount = null,
    [property: Id(9)] string? Pseudonym = null,
    [property: Id(10)] WaitingProgress? Waiting = null)
{
    /// <summary>It was taken, and there is nothing more to say.</summary>
    public static SaleAnswer Done { get; } = new();

    /// <summary>It was not taken.</summary>
    public static SaleAnswer No(string code, string detail, long? retryAfterMs = null) => new(code, detail, retryAfterMs);

    /// <summary>It is not decided yet: it has a place in the waiting room, and goes in by itself when its turn comes.</summary>
    public static SaleAnswer InLine(WaitingProgress progress) => new(
        Rejection.SaleWaiting, "Very many want it: you have a place. Come again with the same key.", progress.AgainMs, Waiting: progress);
}
