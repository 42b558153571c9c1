namespace CrossLive.Media.Rtmp;

/// <summary>
/// Times of a stream that never step back within a track. A small step back is held at the newest time; a large one means that the encoder's clock began anew,
/// and the track goes on 1 ms after the newest time of the stream. The other track then takes the same shift where it fits, so that sound stays with the picture.
/// </summary>
public sealed class RtmpClock(int maxBackstepMs)
{
    private readonly Track _audio = new();
    private readonly Track _video = new();
    private long _newestMs = -1;
    private long _shiftMs;

    /// <summary>How often a clock began anew.</summary>
    public int Restarts { get; private set; }

    /// <param name="timestampMs">As sent, modulo 2^32.</param>
    public uint Next(bool isVideo, uint timestampMs)
    {
        var track = isVideo ? _video : _audio;
        // Signed difference of 32 bits: a wrap after 49.7 days is a step ahead like any other.
        track.SentMs = track.HasBegun ? track.SentMs + unchecked((int)(timestampMs - (uint)track.SentMs)) : timestampMs;
        if (!track.HasBegun)
        {
            track.ShiftMs = _shiftMs;
        }

        var time = track.SentMs + track.ShiftMs;
        if (track.HasBegun && time < track.LastMs - maxBackstepMs)
        {
            if (track.ShiftMs == _shiftMs || track.SentMs + _shiftMs < track.LastMs - maxBackstepMs)
            {
                _shiftMs = _newestMs + 1 - track.SentMs;
                Restarts++;
            }

            track.ShiftMs = _shiftMs;
            time = track.SentMs + track.ShiftMs;
        }

        track.LastMs = track.HasBegun ? Math.Max(time, track.LastMs) : time;
        track.HasBegun = true;
        _newestMs = Math.Max(_newestMs, track.LastMs);
        return unchecked((uint)track.LastMs);
    }

    private sealed class Track
    {
        public bool HasBegun;
        public long SentMs;
        public long ShiftMs;
        public long LastMs;
    }
}
