using System.Diagnostics.Metrics;
using CrossLive.Protocol;

namespace CrossLive.Gateway;

/// <summary>What gateways measure of themselves.</summary>
internal static class GatewayTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "CrossLive.Gateway";

    private static readonly Meter Meter = new(Name);

    public static readonly UpDownCounter<long> Viewers = Meter.CreateUpDownCounter<long>("crosslive.gateway.viewers", "{viewer}", "Viewers that are in a room.");

    public static readonly UpDownCounter<long> Connections = Meter.CreateUpDownCounter<long>("crosslive.gateway.connections", "{connection}", "Connections to the viewers' hub, in a room or not.");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("crosslive.gateway.refused", "{connection}", "Connections refused at the door.");

    public static readonly Counter<long> Thinned = Meter.CreateCounter<long>("crosslive.gateway.events.thinned", "{event}", "Chats left out for all viewers while sending fell behind.");

    public static readonly Counter<long> Delivered = Meter.CreateCounter<long>("crosslive.gateway.events.delivered", "{event}", "Events sent, counted once for each viewer.");

    public static readonly Counter<long> Resets = Meter.CreateCounter<long>("crosslive.gateway.resets", "{reset}", "Viewers that fell behind and were moved to a snapshot.");

    public static readonly Counter<long> Gaps = Meter.CreateCounter<long>("crosslive.gateway.gaps", "{gap}", "Gaps in what came from a room, filled by reading.");

    private static readonly Counter<long> Joins = Meter.CreateCounter<long>("crosslive.gateway.joins", "{join}", "Joins, by how they began.");

    private static readonly Counter<long> Cuts = Meter.CreateCounter<long>("crosslive.gateway.cuts", "{connection}", "Connections ended by us, by disconnect code.");

    /// <summary>Counts a join: "recovered", or why it was not.</summary>
    public static void CountJoin(string how) => Joins.Add(1, new KeyValuePair<string, object?>("crosslive.join", how));

    /// <summary>Counts a cut connection.</summary>
    public static void CountCut(int code) => Cuts.Add(1, new KeyValuePair<string, object?>("crosslive.disconnect.reason", DisconnectCode.NameOf(code)));
}
