namespace CrossLive.Media.Rtmp;

/// <summary>What a late joiner needs before the next key frame: the newest metadata and the newest sequence header of each track. Holds three tags at most.</summary>
public sealed class FlvOpening
{
    private FlvTag? _metadata;
    private FlvTag? _video;
    private FlvTag? _audio;

    public void Take(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Kind == FlvTagKind.Script)
        {
            _metadata = tag;
        }
        else if (tag.Head.IsSequenceHeader)
        {
            (tag.Kind == FlvTagKind.Video ? ref _video : ref _audio) = tag;
        }
    }

    /// <summary>The tags to send first, in order, at the time at which the joiner begins.</summary>
    public IEnumerable<FlvTag> At(uint timestampMs) => new[] { _metadata, _video, _audio }.OfType<FlvTag>().Select(tag => tag with { TimestampMs = timestampMs });
}
