namespace CrossLive.Media.Recording;

/// <summary>What becomes of a room's stream that comes in here.</summary>
/// <param name="State">"none": no stream comes in here. "off": it is not to be recorded. "waiting": nothing of it is on the disk yet. "recording". "stopped": the problem says why; tried again within ten seconds, and so until something is on the disk again.</param>
/// <param name="Id">Of the recording that is being written, or null.</param>
/// <param name="Problem">A sentence, or null.</param>
/// <param name="Gaps">How often since the stream began the disk was too slow, and what came until the next keyframe was not kept.</param>
public sealed record RecordingState(string State, string? Id, string? Problem, int Gaps)
{
    /// <summary>No stream comes in here.</summary>
    public static RecordingState None { get; } = new("none", null, null, 0);
}
