namespace CrossLive.Media.Clips;

/// <summary>One clip: an ordinary MP4, cut from a recording.</summary>
/// <param name="Id">Its name: 32 hexadecimal digits.</param>
/// <param name="Title">What its operator called it; may be empty.</param>
/// <param name="InUnixMs">The beginning that was marked.</param>
/// <param name="OutUnixMs">The end that was marked.</param>
/// <param name="StartUnixMs">Where it begins: the keyframe at or before the mark. By the clock of the room's events.</param>
/// <param name="DurationMs">How long it lasts.</param>
/// <param name="Recording">What it was cut from.</param>
/// <param name="HasThumbnail">There is a picture of it.</param>
/// <param name="Problem">Why there is none, or what else is not as it was marked, in a sentence; or null.</param>
public sealed record ClipInfo(
    string Id, string Title, long InUnixMs, long OutUnixMs, long StartUnixMs, long DurationMs, long Bytes, string Recording, bool HasThumbnail, string? Problem);
