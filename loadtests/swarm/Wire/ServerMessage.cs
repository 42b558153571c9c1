namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>What a server said, as far as a viewer of the swarm cares.</summary>
public abstract record ServerMessage
{
    /// <summary>Something that needs nothing done.</summary>
    public static readonly ServerMessage Passed = new PassedMessage();

    private sealed record PassedMessage : ServerMessage;
}

/// <summary>The connection is ready for calls: a handshake was answered.</summary>
public sealed record ReadyMessage : ServerMessage;

/// <summary>The server wants to hear something at once: a sign of life, or the next step of its greeting.</summary>
/// <param name="Frame">What to send.</param>
public sealed record WantsMessage(byte[] Frame) : ServerMessage;

/// <summary>The answer to joining.</summary>
/// <param name="Problem">Null, or why the viewer is not in the room.</param>
/// <param name="RetryMs">Where there is a problem: when to try again; null = never.</param>
/// <param name="Epoch">The head's epoch; null where the system has no positions.</param>
/// <param name="Sequence">The head's sequence.</param>
/// <param name="IsRecovered">True where the viewer misses nothing: events after its own position follow.</param>
/// <param name="Why">Where it is not: why it starts from a snapshot.</param>
public sealed record JoinedMessage(string? Problem, long? RetryMs, long? Epoch, long? Sequence, bool IsRecovered, string? Why) : ServerMessage;

/// <summary>The answer to a command of the viewer.</summary>
/// <param name="Problem">Null, or why it did not happen.</param>
public sealed record AnsweredMessage(string? Problem) : ServerMessage;

/// <summary>The viewer was too slow and has been moved.</summary>
/// <param name="Epoch">Where it stands now.</param>
/// <param name="Sequence">Where it stands now.</param>
public sealed record MovedMessage(long Epoch, long Sequence) : ServerMessage;

/// <summary>The connection is about to end.</summary>
/// <param name="Code">Why: a disconnect code, or 0.</param>
/// <param name="Reason">In words.</param>
/// <param name="RetryMs">When to come back at the earliest.</param>
public sealed record GoodbyeMessage(int Code, string Reason, long RetryMs) : ServerMessage;
