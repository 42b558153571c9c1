using CrossLive.Rooms;

namespace CrossLive.Client;

/// <summary>Makes a client an edge's: it joins the edges' hub, asks for history, tells everything to a follower instead of to readers, and never gives up.</summary>
/// <param name="HubUris">Addresses of the edges' hub, at least one: after each connection the next is tried.</param>
/// <param name="Via">The edge's name and those of the edges below it, asked for each join.</param>
/// <param name="Follower">Who is told.</param>
internal sealed record EdgeLink(IReadOnlyList<Uri> HubUris, Func<IReadOnlyList<string>> Via, IRoomFollower Follower);

/// <summary>Is told a room as it comes in, frame by frame. Called under the client's lock, in order: short work only, and no call back into the client.</summary>
internal interface IRoomFollower
{
    /// <summary>Start, or start over, from a view.</summary>
    /// <param name="view">The room at its head.</param>
    /// <param name="history">Events up to that head, contiguous; may be empty.</param>
    void OnRestart(RoomViewSnapshot view, IReadOnlyList<RoomEvent> history);

    /// <summary>The next events; those of kinds that this version does not know are a <see cref="ForeignEvent"/>.</summary>
    void OnEvents(IReadOnlyList<RoomEvent> events);
}
