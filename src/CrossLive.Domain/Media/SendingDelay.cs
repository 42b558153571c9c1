namespace CrossLive.Media;

/// <summary>How long a picture takes from our encoder until a destination has it, as far as the sockets tell: what waits here, and half of the way there and back.</summary>
public static class SendingDelay
{
    /// <summary>Longest that is said; beyond it nothing is measured but that the link stands still.</summary>
    public const int MaxMs = 600_000;

    private const int BitsPerByte = 8;

    /// <summary>The delay in ms, 0 to <see cref="MaxMs"/>.</summary>
    /// <param name="oldestPictureMs">How long the oldest picture has waited before the socket.</param>
    /// <param name="unsentBytes">In the socket and not on its way yet.</param>
    /// <param name="deliveryBps">What the link delivers; 0: not known, and what is unsent counts for nothing.</param>
    /// <param name="holdMs">How long the receiver holds everything back so that losses can be repaired (SRT's latency); what waits in the socket meanwhile is within it. 0: it does not.</param>
    public static int Of(long oldestPictureMs, long unsentBytes, long deliveryBps, double roundTripMs, int holdMs)
    {
        var inSocketMs = holdMs > 0 ? holdMs : deliveryBps > 0 ? unsentBytes * BitsPerByte * 1_000d / deliveryBps : 0;
        return (int)Math.Clamp(oldestPictureMs + inSocketMs + (roundTripMs / 2), 0, MaxMs);
    }
}
