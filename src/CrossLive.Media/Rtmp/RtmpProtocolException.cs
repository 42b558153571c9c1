namespace CrossLive.Media.Rtmp;

/// <summary>What a peer sent breaks the protocol or a limit. The only exception that the readers of bytes throw; it ends the connection.</summary>
public sealed class RtmpProtocolException(string message) : Exception(message);
