namespace CrossLive.Media.Recording;

/// <summary>A recording cannot begin or go on. The message is one sentence that says what to do.</summary>
/// <param name="code">The same for programs: one of the words below.</param>
public sealed class RecordingStoppedException(string message, string code, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The disk is full.</summary>
    public const string Full = "full";

    /// <summary>The disk has less left than is to stay free.</summary>
    public const string MinFree = "min-free";

    /// <summary>Recordings take as much as they may.</summary>
    public const string Limit = "limit";

    /// <summary>The disk takes too little for too long.</summary>
    public const string Slow = "slow";

    /// <summary>The disk does not take it for another reason.</summary>
    public const string NotWritable = "not-writable";

    /// <summary>One of these.</summary>
    public string Code => code;
}
