namespace CrossLive.Rooms;

/// <summary>What a room makes of one command: an event, something to merge, or a refusal. Exactly one is set.</summary>
public readonly record struct Decision
{
    private Decision(RoomEventBody? body, bool isMerged, CommandAnswer? refusal) => (Body, IsMerged, Refusal) = (body, isMerged, refusal);

    /// <summary>What happens, to be sequenced.</summary>
    public RoomEventBody? Body { get; }

    /// <summary>The command was added to the counters that are merged at the next tick.</summary>
    public bool IsMerged { get; }

    /// <summary>Why nothing happens.</summary>
    public CommandAnswer? Refusal { get; }

    /// <summary>The command was merged.</summary>
    public static Decision Merged { get; } = new(null, true, null);

    /// <summary>It happens.</summary>
    public static implicit operator Decision(RoomEventBody body) => new(body, false, null);

    /// <summary>It does not happen.</summary>
    public static Decision No(string code, string detail, long? retryAfterMs = null) => new(null, false, CommandAnswer.Reject(code, detail, retryAfterMs));
}
