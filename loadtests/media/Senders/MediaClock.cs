namespace CrossLive.LoadTests.Media.Senders;

/// <summary>When pictures and audio frames are captured.</summary>
internal static class MediaClock
{
    /// <summary>The length of an AAC frame: 1,024 samples of 48,000 a second, in ms.</summary>
    public const double AudioFrameMs = 1_024 * 1_000.0 / 48_000;

    /// <summary>Bytes that a protocol adds to an audio frame: RTMP's chunk header and FLV's two bytes.</summary>
    public const int HeaderBytes = 14;

    /// <summary>Whether a picture is captured in the millisecond that begins then.</summary>
    public static bool IsPicture(long nowMs) => IsDue(nowMs, 1_000.0 / Encoding.EncoderModel.PicturesPerSecond);

    /// <summary>Whether an audio frame is complete in it.</summary>
    public static bool IsAudio(long nowMs) => IsDue(nowMs, AudioFrameMs);

    /// <summary>An audio frame's size at a rate.</summary>
    public static int AudioBytes(int bitsPerSecond) => (int)(bitsPerSecond / 8.0 * AudioFrameMs / 1_000) + HeaderBytes;

    private static bool IsDue(long nowMs, double everyMs) => (long)(nowMs / everyMs) != (long)((nowMs - 1) / everyMs) || nowMs == 0;
}
