namespace CrossLive.Media.Rtmp;

/// <summary>A publisher may not begin. The message is one sentence that says what to do: the publisher shows it to its operator.</summary>
/// <param name="code">The same for programs, see <see cref="RefusalCode"/>.</param>
public sealed class PublishRefusedException(string message, string code) : Exception(message)
{
    /// <summary>See <see cref="RefusalCode"/>.</summary>
    public string Code => code;
}
