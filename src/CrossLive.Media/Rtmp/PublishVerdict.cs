namespace CrossLive.Media.Rtmp;

/// <summary>Whether a key may publish.</summary>
/// <param name="Room">The room that it publishes into, or null where it may not.</param>
/// <param name="KeyNumber">Which of the room's keys it is.</param>
/// <param name="Refusal">Why not: one sentence that says what to do, shown by the publisher to its operator.</param>
/// <param name="Code">The same for programs, see <see cref="RefusalCode"/>.</param>
public sealed record PublishVerdict(string? Room, long KeyNumber, string Refusal, string Code)
{
    /// <summary>A key that the server does not know.</summary>
    public static PublishVerdict Unknown { get; } = No("This stream key is not known here.", RefusalCode.KeyUnknown);

    /// <summary>It may.</summary>
    public static PublishVerdict Into(string room, long keyNumber) => new(room, keyNumber, "", "");

    /// <summary>It may not.</summary>
    public static PublishVerdict No(string refusal, string code) => new(null, 0, refusal, code);
}
