namespace CrossLive.Protocol.Calls;

/// <summary>The argument of a command: every one has an idempotency key.</summary>
public interface IKeyedCall
{
    /// <summary>Idempotency key; missing reads as null, which is refused.</summary>
    string? Key { get; }
}
