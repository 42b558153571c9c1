namespace CrossLive.Media.Rtmp;

/// <summary>Whether a key may publish.</summary>
/// <param name="Room">The room that it publishes into, or null where it may not.</param>
/// <param name="KeyNumber">Which of the room's keys it is.</param>
/// <param name="Refusal">Why not: one sentence that says what to do, shown by the publisher to its operator.</param>
public sealed record PublishVerdict(string? Room, long KeyNumber, string Refusal)
{
    /// <summary>A key that the server does not know.</summary>
    public static PublishVerdict Unknown { get; } = No("This stream key is not known here.");

    /// <summary>It may.</summary>
    public static PublishVerdict Into(string room, long keyNumber) => new(room, keyNumber, "");

    /// <summary>It may not.</summary>
    public static PublishVerdict No(string refusal) => new(null, 0, refusal);
}
