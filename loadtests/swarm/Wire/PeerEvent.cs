namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>What publishers send over WebSockets. To the peersthe fields of our chat event without its sequence and time, which the peer adds as our room does.</summary>
public static class PeerEvent
{
    /// <summary>The event that is due then.</summary>
    public static object Of(long dueUs) => new { t = "chat", p = "custom", i = "fan-0042", n = "Fan 0042", m = DueText.Of(dueUs) };

    /// <summary>A chat to our hub, with a key of its own; it is answered.</summary>
    public static byte[] ChatCall(long dueUs)
    {
        var key = dueUs.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return HubCalls.JsonCall("chat", key, new { k = key, m = DueText.Of(dueUs) });
    }

    /// <summary>A call of the plain SignalR peer's <c>publish</c>, which nobody answers.</summary>
    public static byte[] PublishCall(long dueUs) => HubCalls.JsonCall("publish", null, Of(dueUs));

    /// <summary>Joins the plain SignalR peer's room.</summary>
    public static byte[] JsonJoin(string room) => HubCalls.JsonCall("join", "j", room);

    /// <summary>Joins the plain SignalR peer's room.</summary>
    public static byte[] MessagePackJoin(string room) => HubCalls.MessagePackCall("join", "j", (ref MessagePack.MessagePackWriter writer) => writer.Write(room));
}
