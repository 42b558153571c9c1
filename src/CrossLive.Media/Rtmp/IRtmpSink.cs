namespace CrossLive.Media.Rtmp;

/// <summary>Opens where publishers' media goes.</summary>
public interface IRtmpSinks
{
    /// <summary>A publisher of a room begins. The one before it on this server, if any, has been told its end.</summary>
    /// <exception cref="PublishRefusedException">It may not begin.</exception>
    ValueTask<IRtmpSink> OpenAsync(RtmpPublisher publisher, CancellationToken cancellation);

    /// <summary>A publisher with a right key was refused.</summary>
    /// <param name="why">The sentence that it was told.</param>
    ValueTask NoteRefusalAsync(RtmpPublisher publisher, string why);
}

/// <summary>Takes one publisher's media, one call at a time. A slow sink slows its publisher: nothing is queued before it.</summary>
public interface IRtmpSink
{
    /// <param name="cancellation">The publisher was taken over or cut, or the server stops.</param>
    ValueTask TakeAsync(FlvTag tag, CancellationToken cancellation);

    /// <summary>One track has run for <see cref="RtmpLimits.MissingTrackAfterMs"/> without the other. Told once.</summary>
    ValueTask TrackMissingAsync(FlvTagKind missing, CancellationToken cancellation);

    /// <summary>The last call, always made, and made as soon as the end is known.</summary>
    ValueTask EndAsync(RtmpEnd end);
}
