using System.Text.Json;

namespace CrossLive.Media.Egress;

/// <summary>What one room's encoders add to <see cref="MediaTelemetry"/>; their own counts begin anew with each. Used by the room's loop.</summary>
internal sealed class EncoderMeter
{
    private long _dropped, _relayDropped;

    /// <summary>An encoder has started.</summary>
    public void Begin() => (_dropped, _relayDropped) = (0, 0);

    /// <summary>Its figures.</summary>
    public void Hear(JsonElement stats)
    {
        var dropped = stats.GetProperty("overloadDrops").GetInt64() + stats.GetProperty("aheadDrops").GetInt64();
        // Before one relay's socket: missing at one destination, as what a relay itself drops.
        var relayDropped = stats.GetProperty("relayPictureDrops").GetInt64();
        MediaTelemetry.CountDropped("encoder", dropped - _dropped);
        MediaTelemetry.CountDropped("relay", relayDropped - _relayDropped);
        (_dropped, _relayDropped) = (dropped, relayDropped);
    }
}
