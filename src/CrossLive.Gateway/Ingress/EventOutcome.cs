using System.Text.Json.Serialization;
using CrossLive.Platforms;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Ingress;

/// <summary>What became of one event of a delivery, as the answer lists it.</summary>
/// <param name="Id">The event's id, where one could be read.</param>
/// <param name="Outcome">"accepted", "repeated" or "rejected".</param>
/// <param name="Code">Why it was refused.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Position">Where it stands, where it was taken.</param>
public sealed record EventOutcome(
    [property: JsonPropertyName("id")] string? Id,
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("code"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonPropertyName("position"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EventPosition? Position)
{
    /// <summary>An event that became no command.</summary>
    public static EventOutcome Of(string? id, EventRefusal refusal) => new(id, "rejected", refusal.Code, refusal.Detail, null);

    /// <summary>An event that the room has answered.</summary>
    public static EventOutcome Of(string? id, CommandAnswer answer) => answer.Outcome switch
    {
        CommandOutcome.Accepted => new(id, "accepted", null, null, EventPosition.Of(answer.Position)),
        CommandOutcome.Repeated => new(id, "repeated", null, null, EventPosition.Of(answer.Position)),
        _ => new(id, "rejected", answer.Code, answer.Detail, null),
    };
}

/// <summary>Where an event stands in its room.</summary>
public sealed record EventPosition([property: JsonPropertyName("epoch")] long Epoch, [property: JsonPropertyName("sequence")] long Sequence)
{
    /// <summary>The position of an answer.</summary>
    public static EventPosition Of(Position position) => new(position.Epoch, position.Sequence);
}

/// <summary>The body of an answer that took something.</summary>
public sealed record DeliveryReceipt([property: JsonPropertyName("events")] IReadOnlyList<EventOutcome> Events);
