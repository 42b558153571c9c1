using System.Text.Json.Serialization;
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
[MessagePackObject]
public sealed record CommandReply(
    [property: Key("ok"), JsonPropertyName("ok")] bool Ok,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null,
    [property: Key("rep"), JsonPropertyName("rep")] bool? Repeated = null,
    [property: Key("code"), JsonPropertyName("code")] string? Code = null,
    [property: Key("detail"), JsonPropertyName("detail")] string? Detail = null,
    [property: Key("retry"), JsonPropertyName("retry")] long? RetryMs = null)
{
    /// <summary>A room's answer as it goes over the wire.</summary>
    public static CommandReply From(CommandAnswer answer) => answer.IsDone
        ? new CommandReply(true, answer.Position.Epoch, answer.Position.Sequence, answer.Outcome == CommandOutcome.Repeated ? true : null)
        : new CommandReply(false, Code: answer.Code, Detail: answer.Detail, RetryMs: answer.RetryAfterMs);

    /// <summary>The answer that the wire carried; null where it lacks what its kind needs.</summary>
    public CommandAnswer? ToAnswer() => this switch
    {
        { Ok: true, Epoch: { } epoch, Sequence: { } sequence } => new CommandAnswer(Repeated == true ? CommandOutcome.Repeated : CommandOutcome.Accepted, new Position(epoch, sequence)),
        { Ok: false, Code: { } code } => new CommandAnswer(CommandOutcome.Rejected, Position.Start, code, Detail, RetryMs),
        _ => null,
    };
}
