namespace CrossLive.Media.Recording;

/// <summary>A recording cannot begin or go on. The message is one sentence that says what to do.</summary>
public sealed class RecordingStoppedException(string message, Exception? inner = null) : Exception(message, inner);
