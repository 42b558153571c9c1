using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>
/// What OBS Studio's "dynamically change bitrate" (obs-outputs, rtmp-stream) decides, re-implemented from its behaviour: the rate of the last 1 to 2 s of writes,
/// less audio, 50 kbps at least, is the estimate. Whenever a picture is queued while 5 packets or more wait and the pictures among them span 200 ms: where the
/// estimate is below the bitrate it becomes the bitrate, rounded down to 100 kbps, and the estimate begins anew; else the bitrate goes back to what it was before
/// it was raised last. 4 s after a change it is raised by a tenth of the original, again and again. Nothing is dropped while it is on. Pure: time is passed in, so
/// that the simulated OBS and the one with a real encoder and real writes decide alike. Not thread-safe.
/// </summary>
internal sealed class ObsBitrate(int videoKbps, int audioKbps)
{
    /// <summary>Pictures that wait and span this long are too many, in ms.</summary>
    public const int TriggerMs = 200;

    private const int LeastPackets = 5, LeastEstimateMs = 1_000, MostEstimateMs = 2_000, RaiseAfterMs = 4_000, LeastKbps = 50, StepKbps = 100;
    private readonly Queue<(long BeganMs, long EndedMs, int Bytes)> _writes = new();
    private long _previousKbps, _estimateKbps, _raiseAtMs, _writesBytes;

    /// <summary>What video has now.</summary>
    public long Kbps { get; private set; } = videoKbps;

    /// <summary>A packet was written.</summary>
    public void NoteWrite(long beganMs, long endedMs, int bytes)
    {
        _writes.Enqueue((beganMs, endedMs, bytes));
        _writesBytes += bytes;
        var tookMs = endedMs - _writes.Peek().BeganMs;
        if (tookMs >= MostEstimateMs)
        {
            _writesBytes -= _writes.Dequeue().Bytes;
        }

        _estimateKbps = tookMs >= LeastEstimateMs ? Math.Max(LeastKbps, (_writesBytes * 8 / tookMs) - audioKbps) : 0;
    }

    /// <summary>A picture is about to be queued.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="packets">Packets that wait.</param>
    /// <param name="spanMs">From the first picture that waits to the newest; null: none waits.</param>
    /// <returns>What was decided, if anything, in order.</returns>
    public IEnumerable<LoggedDecision> PictureComes(long nowMs, int packets, long? spanMs)
    {
        if (_raiseAtMs > 0 && nowMs >= _raiseAtMs)
        {
            _previousKbps = Kbps;
            Kbps = Math.Min(videoKbps, Kbps + (videoKbps / 10));
            _raiseAtMs = Kbps < videoKbps ? nowMs + RaiseAfterMs : 0;
            yield return new LoggedDecision(nowMs, Kbps * 1_000, "Raised", "a tenth of the original, 4 s after the last change");
        }

        if (packets < LeastPackets || spanMs is not >= TriggerMs)
        {
            yield break;
        }

        var kbps = _previousKbps;
        if (_estimateKbps > 0 && _estimateKbps < Kbps)
        {
            kbps = Math.Max(LeastKbps, _estimateKbps / StepKbps * StepKbps);
            _writes.Clear();
            _writesBytes = 0;
        }

        if (kbps > 0 && kbps != Kbps)
        {
            (Kbps, _previousKbps, _raiseAtMs) = (kbps, 0, nowMs + RaiseAfterMs);
            yield return new LoggedDecision(nowMs, Kbps * 1_000, "Lowered", $"pictures of {TriggerMs} ms or more wait, estimate {_estimateKbps} kbps");
        }
    }
}
