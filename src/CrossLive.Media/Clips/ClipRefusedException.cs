namespace CrossLive.Media.Clips;

/// <summary>A clip cannot be made.</summary>
/// <param name="code">For programs.</param>
/// <param name="message">One sentence that says what to do.</param>
public sealed class ClipRefusedException(string code, string message) : Exception(message)
{
    /// <summary>Marks that make no clip.</summary>
    public const string Invalid = "clip.invalid";

    /// <summary>Nothing was recorded then.</summary>
    public const string NoRecording = "clip.no-recording";

    /// <summary>The room has as many as it may.</summary>
    public const string TooMany = "clip.too-many";

    /// <summary>The disk took it not.</summary>
    public const string NotWritten = "clip.not-written";

    /// <summary>For programs.</summary>
    public string Code => code;
}
