using CrossLive.FlashSales;
using Orleans;

namespace CrossLive.Rooms;

/// <summary>How a command ended.</summary>
public enum CommandOutcome
{
    /// <summary>It happened, is durable, and stands at the answer's position.</summary>
    Accepted = 0,

    /// <summary>It had happened before under the same key; the position is the first one's.</summary>
    Repeated = 1,

    /// <summary>It did not happen; the code says why.</summary>
    Rejected = 2,
}

/// <summary>A room's answer to one command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Position">Where it stands, for accepted and repeated.</param>
/// <param name="Code">Why it was refused, see <see cref="Rejection"/>.</param>
/// <param name="Detail">One sentence for people, or null.</param>
/// <param name="RetryAfterMs">How long to wait before the next try, where waiting helps.</param>
/// <param name="Sale">A flash sale's answer, where it was asked; its position is (0, 0), since it has a log of its own.</param>
[GenerateSerializer, Immutable, Alias("crosslive.CommandAnswer")]
public sealed record CommandAnswer(
    [property: Id(0)] CommandOutcome Outcome,
    [property: Id(1)] Position Position,
    [property: Id(2)] string? Code = null,
    [property: Id(3)] string? Detail = null,
    [property: Id(4)] long? RetryAfterMs = null,
    [property: Id(5)] SaleAnswer? Sale = null)
{
    /// <summary>A refusal.</summary>
    public static CommandAnswer Reject(string code, string detail, long? retryAfterMs = null) =>
        new(CommandOutcome.Rejected, Position.Start, code, detail, retryAfterMs);

    /// <summary>A flash sale's answer.</summary>
    public static CommandAnswer Of(SaleAnswer sale) => sale.Code is { } code
        ? new CommandAnswer(CommandOutcome.Rejected, Position.Start, code, sale.Detail, sale.RetryAfterMs, sale)
        : new CommandAnswer(sale.IsRepeat ? CommandOutcome.Repeated : CommandOutcome.Accepted, Position.Start, RetryAfterMs: sale.RetryAfterMs, Sale: sale);

    /// <summary>True where the command is in the log, now or from before.</summary>
    public bool IsDone => Outcome != CommandOutcome.Rejected;
}
