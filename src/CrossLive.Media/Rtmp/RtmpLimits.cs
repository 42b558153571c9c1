namespace CrossLive.Media.Rtmp;

/// <summary>Limits of the RTMP ingest. What stands beside each is what happens there; "ends" means that the publisher is cut with the named reason.</summary>
public sealed record RtmpLimits
{
    /// <summary>Connections at one time. One more is closed before a byte is read.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Publishers at one time. One more is refused with a sentence that says so.</summary>
    public int MaxPublishers { get; init; } = 256;

    /// <summary>Time from the connection to an accepted publish. Ends with <see cref="RtmpEndReason.TooSlow"/>.</summary>
    public int MaxMillisecondsToPublish { get; init; } = 10_000;

    /// <summary>Time without audio or video once publishing, and time that a peer may leave answers unread. Ends with <see cref="RtmpEndReason.Silent"/>.</summary>
    public int MaxSilenceMs { get; init; } = 10_000;

    /// <summary>A publisher that was silent this long is taken over by a newer one of its key; before that the newer one is refused. 0: a newer one always takes over.</summary>
    public int TakeoverAfterSilenceMs { get; init; } = 3_000;

    /// <summary>Bytes of one message. A key frame of 4K at 60 fps stays below 2 MiB. A longer one is a protocol error.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of a chunk that a peer may ask for. More is a protocol error.</summary>
    public int MaxChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>Chunk streams of a connection; publishers use four to six. One more is a protocol error.</summary>
    public int MaxChunkStreams { get; init; } = 16;

    /// <summary>Bytes of all messages of a connection that have begun and not ended. More is a protocol error.</summary>
    public int MaxUnfinishedBytes { get; init; } = 6 * 1024 * 1024;

    /// <summary>Bytes of a command or of metadata. A longer one is a protocol error.</summary>
    public int MaxCommandBytes { get; init; } = 64 * 1024;

    /// <summary>Messages of any kind before a publish is accepted. One more is a protocol error.</summary>
    public int MaxMessagesBeforePublish { get; init; } = 100;

    /// <summary>Commands, metadata and control messages during a publish for each second of the stream's time, on top of <see cref="MaxMessagesBeforePublish"/>. More is a protocol error.</summary>
    public int MaxControlMessagesPerSecond { get; init; } = 50;

    /// <summary>Objects and arrays in one another in AMF. Deeper is a protocol error.</summary>
    public int MaxAmfDepth { get; init; } = 8;

    /// <summary>Values in one message of AMF. More is a protocol error.</summary>
    public int MaxAmfValues { get; init; } = 1_000;

    /// <summary>Characters of an application's name and of a key. Longer is a refused publish.</summary>
    public int MaxKeyLength { get; init; } = 256;

    /// <summary>A track may step back this far in time, and is held at its newest time meanwhile; further back its clock has started anew, and its time goes on from the newest of the stream.</summary>
    public int MaxBackstepMs { get; init; } = 1_000;

    /// <summary>Stream time of one track after which the absence of the other is told.</summary>
    public int MissingTrackAfterMs { get; init; } = 5_000;

    /// <summary>Codecs that are taken beside H.264 and AAC. Those recognised and not named here are refused by name.</summary>
    public IReadOnlySet<FlvCodec> ExtraCodecs { get; init; } = new HashSet<FlvCodec>();

    /// <summary>Null where the limits fit together; else what is wrong.</summary>
    public string? FindProblem()
    {
        if (MaxConnections < 1 || MaxPublishers < 1 || MaxMillisecondsToPublish < 1 || MaxSilenceMs < 1 || TakeoverAfterSilenceMs < 0 || MaxChunkBytes < 128 || MaxChunkStreams < 4 || MaxCommandBytes < 1_024
            || MaxMessagesBeforePublish < 10 || MaxControlMessagesPerSecond < 1 || MaxAmfDepth < 2 || MaxAmfValues < 64 || MaxKeyLength < 1 || MaxBackstepMs < 0 || MissingTrackAfterMs < 1)
        {
            return "RTMP: a limit is too small for any publisher.";
        }

        return MaxMessageBytes < MaxCommandBytes || MaxUnfinishedBytes < MaxMessageBytes
            ? $"RTMP: {nameof(MaxCommandBytes)} ≤ {nameof(MaxMessageBytes)} ≤ {nameof(MaxUnfinishedBytes)} must hold."
            : null;
    }
}
