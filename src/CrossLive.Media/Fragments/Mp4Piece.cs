namespace CrossLive.Media.Fragments;

/// <summary>What a file is made of, in order: a head and then its fragments, until the next head.</summary>
public abstract record Mp4Piece(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A file begins: codecs, and no media. What came before is whole.</summary>
    /// <param name="Video">Null: it has no pictures.</param>
    /// <param name="Audio">Null: it has no sound.</param>
    /// <param name="AtMs">The stream's time that is 0 in the file, as its tags count, without their wrap.</param>
    public sealed record Head(ReadOnlyMemory<byte> Bytes, VideoTrack? Video, AudioTrack? Audio, long AtMs) : Mp4Piece(Bytes);

    /// <summary>A moof and its mdat.</summary>
    /// <param name="StartMs">Time in the file of what is decoded first.</param>
    /// <param name="EndMs">The same of what is decoded behind it.</param>
    /// <param name="BeginsWithKeyframe">Can be played without what came before; true of every fragment without pictures.</param>
    public sealed record Fragment(ReadOnlyMemory<byte> Bytes, long StartMs, long EndMs, bool BeginsWithKeyframe) : Mp4Piece(Bytes);
}
