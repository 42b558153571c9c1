using CrossLive.Media.Fragments;

namespace CrossLive.Media.Recording;

/// <summary>One recording: a file of fragmented MP4.</summary>
/// <param name="Id">See <see cref="RecordingId"/>.</param>
/// <param name="StartUnixMs">When its first picture came in, by this server's clock, which stamps the room's events, too: an event of the room belongs to the picture at its time less this.</param>
/// <param name="DurationMs">Of what is whole.</param>
/// <param name="Bytes">Of what is whole.</param>
/// <param name="IsOpen">It is being written.</param>
/// <param name="Video">Null: it has no pictures.</param>
/// <param name="Audio">Null: it has no sound.</param>
public sealed record RecordingInfo(string Id, long StartUnixMs, long DurationMs, long Bytes, bool IsOpen, VideoTrack? Video, AudioTrack? Audio);
