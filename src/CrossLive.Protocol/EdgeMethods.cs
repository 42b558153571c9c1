namespace CrossLive.Protocol;

/// <summary>
/// The names of the edges' hub: the viewers' protocol for gateways that show a room to viewers of their own. A hub of its own, so that a viewer's token
/// is refused before the connection stands and larger calls are open to edges only. Messages are those of <see cref="HubMethods"/>.
/// </summary>
public static class EdgeMethods
{
    /// <summary>The hub's path.</summary>
    public const string Path = "/hubs/edge";

    /// <summary>Enters a room, or comes back to it: <see cref="Calls.EdgeJoinRequest"/> → <see cref="Calls.JoinReply"/>.</summary>
    public const string Join = "join";

    /// <summary>Sends on what the edge's viewers called: <see cref="Calls.BatchCall"/> → <see cref="Calls.BatchReply"/>.</summary>
    public const string Batch = "batch";

    /// <summary>Says how many viewers the edge has, and asks how far the room is: <see cref="Calls.ViewersCall"/> → <see cref="Calls.ViewersReply"/>.</summary>
    public const string Viewers = "viewers";
}
