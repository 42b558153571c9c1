using System.Text.Json.Serialization;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Waiting;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Answer to every command: it is durable and stands at a position, or it did not happen.</summary>
/// <param name="Ok">True where it is durable, now or from before.</param>
/// <param name="Epoch">Epoch of its position, where it is.</param>
/// <param name="Sequence">Sequence of its position, where it is.</param>
/// <param name="Repeated">True where it had happened before; else left out.</param>
/// <param name="Code">Why it was refused, see <see cref="Rejection"/>.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="RetryMs">How long to wait before the same call may work.</param>
/// <param name="Claim">Of a claim: what became of it.</param>
/// <param name="Waiting">Of a claim that waits for its turn: its place.</param>
[MessagePackObject]
public sealed record CommandReply(
    [property: Key("ok"), JsonPropertyName("ok")] bool Ok,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null,
    [property: Key("rep"), JsonPropertyName("rep")] bool? Repeated = null,
    [property: Key("code"), JsonPropertyName("code")] string? Code = null,
    [property: Key("detail"), JsonPropertyName("detail")] string? Detail = null,
    [property: Key("retry"), JsonPropertyName("retry")] long? RetryMs = null,
    [property: Key("claim"), JsonPropertyName("claim")] ClaimReply? Claim = null,
    [property: Key("wait"), JsonPropertyName("wait")] WaitingReply? Waiting = null)
{
    /// <summary>A room's answer as it goes over the wire.</summary>
    public static CommandReply From(CommandAnswer answer) => answer.IsDone
        ? new CommandReply(true, answer.Position.Epoch, answer.Position.Sequence, answer.Outcome == CommandOutcome.Repeated ? true : null, RetryMs: answer.RetryAfterMs, Claim: ClaimReply.From(answer.Sale))
        : new CommandReply(false, Code: answer.Code, Detail: answer.Detail, RetryMs: answer.RetryAfterMs, Claim: ClaimReply.From(answer.Sale), Waiting: WaitingReply.From(answer.Sale?.Waiting));

    /// <summary>The answer that the wire carried; null where it lacks what its kind needs.</summary>
    public CommandAnswer? ToAnswer() => this switch
    {
        { Ok: true, Epoch: { } epoch, Sequence: { } sequence } => new CommandAnswer(Repeated == true ? CommandOutcome.Repeated : CommandOutcome.Accepted, new Position(epoch, sequence), RetryAfterMs: RetryMs, Sale: Claim?.ToAnswer(Repeated == true)),
        { Ok: false, Code: { } code } => new CommandAnswer(
            CommandOutcome.Rejected, Position.Start, code, Detail, RetryMs, Waiting is { } waiting ? SaleAnswer.InLine(waiting.ToProgress(RetryMs ?? 0)) : null),
        _ => null,
    };
}

/// <summary>What became of a claim in a flash sale.</summary>
/// <param name="Number">The claim's number in its sale.</param>
/// <param name="Status">Where it is, see <see cref="ClaimStatus"/>.</param>
/// <param name="Place">Waiting: its place in the queue; else left out.</param>
/// <param name="UntilUnixMs">Reserved: when the time to pay is over; else left out.</param>
/// <param name="MinorUnits">What it costs.</param>
/// <param name="Currency">In which currency.</param>
/// <param name="Pseudonym">Of the fairness window: the buyer's name in the draw's public list.</param>
[MessagePackObject]
public sealed record ClaimReply(
    [property: Key("no"), JsonPropertyName("no")] long Number,
    [property: Key("st"), JsonPropertyName("st")] int Status,
    [property: Key("pl"), JsonPropertyName("pl")] long? Place = null,
    [property: Key("un"), JsonPropertyName("un")] long? UntilUnixMs = null,
    [property: Key("v"), JsonPropertyName("v")] long? MinorUnits = null,
    [property: Key("c"), JsonPropertyName("c")] string? Currency = null,
    [property: Key("ps"), JsonPropertyName("ps")] string? Pseudonym = null)
{
    /// <summary>Of a sale's answer; null where that is about no claim.</summary>
    public static ClaimReply? From(SaleAnswer? answer) => answer is not { Claim: > 0 } ? null : new ClaimReply(
        answer.Claim,
        (int)answer.Status,
        answer.Place > 0 ? answer.Place : null,
        answer.UntilUnixMs > 0 ? answer.UntilUnixMs : null,
        answer.Amount?.MinorUnits,
        answer.Amount?.CurrencyCode,
        answer.Pseudonym);

    /// <summary>The answer that it was made of.</summary>
    public SaleAnswer ToAnswer(bool isRepeat) => new(
        IsRepeat: isRepeat,
        Claim: Number,
        Status: (ClaimStatus)Status,
        Place: Place ?? 0,
        UntilUnixMs: UntilUnixMs ?? 0,
        Amount: MinorUnits is { } minorUnits && Currency is { } currency ? new Money(minorUnits, currency) : null,
        Pseudonym: Pseudonym);
}

/// <summary>A place in a sale's waiting room. When to come again is the answer's <see cref="CommandReply.RetryMs"/>.</summary>
/// <param name="Place">Its number in the order of coming, from 1; it stays the same.</param>
/// <param name="Ahead">How many are before it now.</param>
/// <param name="PerSecond">Claims that are decided a second just now; left out while it is not known.</param>
/// <param name="EtaMs">When its turn is at this rate, in ms from the answer; left out while it is not known.</param>
[MessagePackObject]
public sealed record WaitingReply(
    [property: Key("no"), JsonPropertyName("no")] long Place,
    [property: Key("ah"), JsonPropertyName("ah")] long Ahead,
    [property: Key("ps"), JsonPropertyName("ps")] double? PerSecond = null,
    [property: Key("eta"), JsonPropertyName("eta")] long? EtaMs = null)
{
    /// <summary>Of a sale's answer; null where it is not in the waiting room.</summary>
    public static WaitingReply? From(WaitingProgress? progress) =>
        progress is null ? null : new WaitingReply(progress.Place, progress.Ahead, progress.PerSecond > 0 ? progress.PerSecond : null, progress.EtaMs);

    /// <summary>The progress that it was made of.</summary>
    public WaitingProgress ToProgress(long againMs) => new(Place, Ahead, PerSecond ?? 0, EtaMs, againMs);
}
