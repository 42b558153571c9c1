namespace CrossLive.Media.Rtmp;

/// <summary>A publisher may not begin. The message is one sentence that says what to do: the publisher shows it to its operator.</summary>
public sealed class PublishRefusedException(string message) : Exception(message);
