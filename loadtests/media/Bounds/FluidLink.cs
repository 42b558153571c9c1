using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Senders;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Bounds;

/// <summary>What there is to send, as a fluid.</summary>
/// <param name="BytesPerMs">So much comes each ms.</param>
/// <param name="MostAgeMs">What has waited longer is dropped.</param>
internal readonly record struct FluidStream(double BytesPerMs, int MostAgeMs);

/// <summary>What a policy came to.</summary>
/// <param name="Use">Media bytes of what the link could carry.</param>
/// <param name="AudioOnTime">Of the audio frames that count.</param>
internal readonly record struct FluidResult(double Use, double AudioOnTime);

/// <summary>
/// A trace with everything about it that is easier for a sender than a real connection: bytes are a fluid, all that waits can be sent at any moment, the
/// sender knows at the link each ms what the link could have carried (not only what it did carry) until a round trip ago, and audio is before everything
/// that is not yet on its way. Left is only what no sender over one connection can change: the link empties one queue in order. So what a policy comes to
/// here, a real sender that follows it does not surpass. Pure.
/// </summary>
internal sealed class FluidLink
{
    private const double MediaShare = (double)Segment.MaxBytes / LinkTrace.ChanceBytes;

    // Audio has half of the way to go before and after the narrow link.
    private static readonly int AudioMs = AudioCapacity.WindowMs - (TraceCase.RoundTripMs / 2);
    private static readonly double AudioBytes = MediaClock.AudioBytes(PlatformProfile.LowAudioBps) + Segment.HeaderBytes;
    private readonly LinkTrace _trace;
    private readonly bool[] _counts;

    /// <summary>Of a trace's first ms.</summary>
    public FluidLink(LinkTrace trace, int lengthMs)
    {
        (_trace, LengthMs) = (trace, lengthMs);
        _counts = AudioCapacity.Of(trace, lengthMs);
        for (var ms = 0; ms < lengthMs; ms++)
        {
            CountsAudio.Add(_counts[ms]);
            _counts[ms] &= MediaClock.IsAudio(ms);
        }
    }

    /// <summary>How long it is, in ms.</summary>
    public int LengthMs { get; }

    /// <summary>By ms: whether audio of it would count.</summary>
    public List<bool> CountsAudio { get; } = [];

    /// <summary>What it can carry from one moment until another, in bytes.</summary>
    public double Bytes(int fromMs, int untilMs) => _trace.Bytes(fromMs, untilMs);

    /// <summary>What it will have carried of what was sent at a moment when audio of that or a later moment has to be through: more than this on its way, and it is late.</summary>
    public double RoomBytes(int sentMs, int audioMs) => Bytes(sentMs - TraceCase.RoundTripMs, audioMs + AudioMs) - AudioBytes;

    /// <summary>Plays a policy: on its way is, each ms, what <paramref name="windows"/> has for the regime of that ms, or what is there already.</summary>
    public FluidResult Play(FluidStream stream, ReadOnlySpan<int> regimes, ReadOnlySpan<double> windows, int fromMs, int untilMs)
    {
        var carriedAt = new double[untilMs - fromMs];
        var (sent, carried, taken, frames, late) = (0.0, 0.0, 0.0, 0, 0);
        for (var ms = fromMs; ms < untilMs; ms++)
        {
            var i = ms - fromMs;
            carriedAt[i] = carried;
            var known = i >= TraceCase.RoundTripMs ? carriedAt[i - TraceCase.RoundTripMs] : 0;
            if (_counts[ms])
            {
                frames++;
                late += sent - carried + AudioBytes > Bytes(ms, ms + AudioMs) ? 1 : 0;
            }

            taken = Math.Max(taken, (i + 1 - stream.MostAgeMs) * stream.BytesPerMs);
            var more = Math.Max(0, Math.Min(known + windows[regimes[ms]] - sent, ((i + 1) * stream.BytesPerMs) - taken));
            taken += more;
            sent += more;
            carried += Math.Min(_trace.BytesAt(ms), sent - carried);
        }

        return new FluidResult(carried * MediaShare / Math.Max(1, Bytes(fromMs, untilMs)), frames == 0 ? 1 : 1 - (late / (double)frames));
    }

    /// <summary>What a sender comes to that knows the link ahead and sends each byte just before it is carried: no audio is late, only the stream bounds it.</summary>
    public double Foresight(FluidStream stream)
    {
        var (carried, taken) = (0.0, 0.0);
        for (var ms = 0; ms < LengthMs; ms++)
        {
            taken = Math.Max(taken, (ms + 1 - stream.MostAgeMs) * stream.BytesPerMs);
            var more = Math.Min(_trace.BytesAt(ms), ((ms + 1) * stream.BytesPerMs) - taken);
            taken += more;
            carried += more;
        }

        return carried * MediaShare / Math.Max(1, Bytes(0, LengthMs));
    }
}
