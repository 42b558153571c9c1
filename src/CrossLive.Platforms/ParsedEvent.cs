using CrossLive.Rooms;

namespace CrossLive.Platforms;

/// <summary>One event of a payload: a command for the room, or why it is none.</summary>
/// <param name="Id">The event's id as its sender gave it; null where none could be read.</param>
/// <param name="Command">What it wants of the room; null where refused.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
public sealed record ParsedEvent(string? Id, RoomCommand? Command, EventRefusal? Refusal)
{
    /// <summary>An event that was understood.</summary>
    public static ParsedEvent Of(string id, RoomCommand command) => new(id, command, null);

    /// <summary>An event that was not.</summary>
    public static ParsedEvent Refuse(string? id, string code, string detail) => new(id, null, new EventRefusal(code, detail));
}

/// <summary>Why an event was refused: a code of <see cref="IngressCode"/> or <see cref="Rejection"/> and one sentence that names the field.</summary>
public sealed record EventRefusal(string Code, string Detail);

/// <summary>A payload that cannot be read at all: no event of it was taken.</summary>
/// <param name="code">One of <see cref="IngressCode"/>.</param>
/// <param name="message">What is wrong, for the sender.</param>
public sealed class PayloadException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="IngressCode"/>.</summary>
    public string Code { get; } = code;
}
