namespace CrossLive.Media.Rtmp;

/// <summary>What a session came to.</summary>
public abstract record RtmpSessionStep
{
    /// <summary>It needs more bytes.</summary>
    public sealed record NeedsBytes : RtmpSessionStep
    {
        public static NeedsBytes Instance { get; } = new();
    }

    /// <summary>A publisher asks to begin; nothing more is read until it is accepted or refused.</summary>
    public sealed record PublishAsked(string App, string Key) : RtmpSessionStep;

    /// <summary>Metadata, audio or video.</summary>
    public sealed record Media(FlvTag Tag) : RtmpSessionStep;

    /// <summary>One track has run for a while without the other.</summary>
    /// <param name="Missing">The track that is not there.</param>
    public sealed record TrackMissing(FlvTagKind Missing) : RtmpSessionStep;

    /// <summary>The session is over: send what was written, then close.</summary>
    public sealed record Ended(RtmpEnd End) : RtmpSessionStep;
}
