namespace CrossLive.Storage;

/// <summary>What every provider refuses before it touches its storage.</summary>
internal static class DocumentArguments
{
    /// <summary>The version that stands for any.</summary>
    public const string AnyVersion = "*";

    /// <summary>Refuses a name that is empty or too long.</summary>
    public static void CheckName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length is 0 or > DocumentLimits.MaxNameLength)
        {
            throw new ArgumentException($"A name has 1 to {DocumentLimits.MaxNameLength} characters, this one {name.Length}.", parameter);
        }
    }

    /// <summary>Refuses a document that is too large.</summary>
    public static void CheckPayload(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > DocumentLimits.MaxPayloadBytes)
        {
            throw new ArgumentException($"The document has {payload.Length} bytes; at most {DocumentLimits.MaxPayloadBytes} are taken.", nameof(payload));
        }
    }
}
