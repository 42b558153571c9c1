namespace CrossLive.Media;

/// <summary>Limits of what waits for one destination.</summary>
public static class MediaLimits
{
    /// <summary>Audio frames that wait; the oldest is dropped for one more. 30 s of AAC at 48 kHz.</summary>
    public const int MaxAudioFrames = 1_400;

    /// <summary>Audio older than this is dropped before it is written, in ms: what comes after it would be late because of it.</summary>
    public const long MaxAudioMs = 1_000;

    /// <summary>Bytes of pictures that wait; all are dropped for one more, and then all until a keyframe.</summary>
    public const long MaxVideoBytes = 8 << 20;

    /// <summary>As soon as the oldest picture has waited this long, in ms, all that wait are dropped, and then all until a keyframe.</summary>
    public const long MaxVideoMs = 800;

    /// <summary>No picture is encoded while one has waited longer than this, in ms: skipping one before the encoder costs no keyframe.</summary>
    public const long SkipAboveMs = 300;

    /// <summary>Bytes of a picture that are written at once: audio that comes meanwhile waits for no more.</summary>
    public const int MaxSliceBytes = 1_448;

    /// <summary>Less of a picture is not written while more of it waits: tiny packets carry headers.</summary>
    public const int LeastSliceBytes = 200;

    /// <summary>Audio may go this far beyond the bytes that video may have on their way.</summary>
    public const int AudioReserveBytes = 6 * MaxSliceBytes;
}
