using CrossLive.Media.Codecs;

namespace CrossLive.Media.Fragments;

/// <summary>Sound of a file: AAC. Its times are in samples.</summary>
/// <param name="Record">The AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).</param>
public sealed record AudioTrack(ReadOnlyMemory<byte> Record, AacConfiguration Configuration);
