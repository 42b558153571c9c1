using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Recording;

/// <summary>How the host's streams are kept; section <c>CrossLive:Recordings</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>Whether streams of rooms that say nothing of it are recorded.</summary>
    public bool Enabled { get; set; }

    /// <summary>The folder that recordings stand in; empty: "recordings" in the server's data folder.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Most bytes of all recordings; at more the oldest are deleted, and where there is none left but the one that is being written, it ends.</summary>
    [Range(1_048_576d, 1_000_000_000_000_000d)]
    public long MaxBytes { get; set; } = 50L * 1024 * 1024 * 1024;

    /// <summary>Recordings whose end is longer ago are deleted, in ms.</summary>
    [Range(60_000d, 315_360_000_000d)]
    public long MaxAgeMs { get; set; } = 2_592_000_000;

    /// <summary>Bytes that stay free on the disk: with less a recording ends, because rooms are stored on it, too.</summary>
    [Range(0d, 1_000_000_000_000_000d)]
    public long MinFreeBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Time of one file, in ms; the next keyframe begins another.</summary>
    [Range(10_000, 86_400_000)]
    public int MaxFileMs { get; set; } = 3_600_000;

    /// <summary>Longest clip, in ms.</summary>
    [Range(1_000, 3_600_000)]
    public int MaxClipMs { get; set; } = 600_000;

    /// <summary>Clips of a room; one more is refused until one is deleted.</summary>
    [Range(1, 10_000)]
    public int MaxClips { get; set; } = 100;

    /// <summary>How long the address of a replay is good for, in ms.</summary>
    [Range(60_000d, 31_536_000_000d)]
    public long ReplayTokenMs { get; set; } = 604_800_000;

    /// <summary>The program that makes clips' pictures, which needs no other; empty: clips have none.</summary>
    public string FfmpegPath { get; set; } = "ffmpeg";
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class RecordingOptionsRanges : IValidateOptions<RecordingOptions>;
