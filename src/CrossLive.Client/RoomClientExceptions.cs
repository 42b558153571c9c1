namespace CrossLive.Client;

/// <summary>The client is out of the room for good. <paramref name="code"/> is the disconnect code, if there was one.</summary>
public sealed class RoomEndedException(string reason, int? code, Exception? inner = null)
    : Exception($"The room's connection has ended for good: {reason}.", inner)
{
    /// <summary>See <see cref="Protocol.DisconnectCode"/>; null where the end had no code.</summary>
    public int? Code { get; } = code;

    /// <summary>A disconnect's name, a rejection's code, <c>unauthorized</c> or <c>disposed</c>.</summary>
    public string Reason { get; } = reason;
}

/// <summary>
/// No answer came to a command within its tries and time. Where it was sent, whether it happened is not known:
/// the same command with the same <see cref="Key"/> finds out, and cannot have a second effect.
/// </summary>
public sealed class CommandUnansweredException(string method, string key, int sends, Exception? inner = null)
    : Exception($"'{method}' with key {key} was sent {sends} times and not answered.", inner)
{
    /// <summary>The idempotency key to send again.</summary>
    public string Key { get; } = key;

    /// <summary>How many times it was sent; 0 = there was no connection, and it did not happen.</summary>
    public int Sends { get; } = sends;
}

/// <summary>More commands wait for an answer than <see cref="RoomClientOptions.MaxPendingCommands"/>. This one was not sent.</summary>
public sealed class TooManyCommandsException(int limit) : Exception($"{limit} commands wait for an answer already; this one was not sent.");
