using CrossLive.Media.Codecs;

namespace CrossLive.Media.Fragments;

/// <summary>Pictures of a file: H.264.</summary>
/// <param name="Record">The AVC decoder configuration record (ISO/IEC 14496-15, 5.3.3.1).</param>
public sealed record VideoTrack(ReadOnlyMemory<byte> Record, H264Configuration Configuration)
{
    /// <summary>Its times are in ms, as they come.</summary>
    public const int Timescale = 1_000;
}
