using Microsoft.AspNetCore.SignalR;

namespace CrossLive.LoadTests.SignalRPeer;

/// <summary>Rooms as groups.</summary>
internal sealed class PlainHub(RoomCounter counter) : Hub
{
    private const string Room = "load";

    /// <summary>Enters the room.</summary>
    public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    /// <summary>Sends an event to everybody. One publisher's calls come one after the other, so the numbers are in order.</summary>
    public Task Publish(PublishedEvent e) => Clients.Group(Room).SendAsync("event", counter.Number(e));
}
