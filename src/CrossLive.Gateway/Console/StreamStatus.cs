using CrossLive.Media;

namespace CrossLive.Gateway.Console;

/// <summary>A room's stream as an operator sees it over HTTP.</summary>
/// <param name="State">"no-key": nobody may publish. "waiting": nobody publishes. "live": media comes. "silent": the publisher is connected and has sent nothing for two seconds.</param>
/// <param name="KeyMadeAtUnixMs">When the room's key was made, or null.</param>
/// <param name="SinceUnixMs">Since when the publisher is there, or null.</param>
/// <param name="SilenceMs">Since its last audio or video.</param>
/// <param name="Process">The process that has its connection, or null.</param>
/// <param name="Remote">Where it comes from, or null.</param>
/// <param name="Encoder">Its program, as it says, or null.</param>
/// <param name="Video">Its pictures, or null.</param>
/// <param name="Audio">Its sound, or null.</param>
/// <param name="Missing">"video" or "audio" where the other one runs without it, or null.</param>
/// <param name="ReceivedBytes">Since it began.</param>
/// <param name="ClockRestarts">How often its clock jumped back.</param>
/// <param name="LastEnd">How the last publisher ended, or null.</param>
/// <param name="LastRefusal">Who was refused last, and why, or null.</param>
internal sealed record StreamStatus(
    string State,
    long? KeyMadeAtUnixMs,
    long? SinceUnixMs,
    long SilenceMs,
    string? Process,
    string? Remote,
    string? Encoder,
    VideoFacts? Video,
    AudioFacts? Audio,
    string? Missing,
    long ReceivedBytes,
    int ClockRestarts,
    StreamEnd? LastEnd,
    StreamEnd? LastRefusal)
{
    /// <summary>Reports come once a second; one that sent nothing between two of them is silent.</summary>
    private const int SilentAfterMs = 2 * StreamReports.IntervalMs;

    /// <summary>The status of an inspection.</summary>
    public static StreamStatus Of(StreamInspection stream) => new(
        stream switch
        {
            { Publisher: not null, SilenceMs: >= SilentAfterMs } => "silent",
            { Publisher: not null } => "live",
            { KeyMadeAtUnixMs: null } => "no-key",
            _ => "waiting",
        },
        stream.KeyMadeAtUnixMs,
        stream.Publisher?.SinceUnixMs,
        stream.SilenceMs,
        stream.Publisher?.Process,
        stream.Publisher?.Remote,
        stream.Facts.Encoder,
        stream.Facts.Video,
        stream.Facts.Audio,
        stream.Facts.Missing,
        stream.Facts.ReceivedBytes,
        stream.Facts.ClockRestarts,
        stream.LastEnd,
        stream.LastRefusal);
}
