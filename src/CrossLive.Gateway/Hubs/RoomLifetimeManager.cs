using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// Gives the hub its connection itself: frames are written to it without a look-up, and the same bytes to all. Who gets what is the room feeds' affair
/// (a ring for each room, a cursor for each connection), so SignalR's groups stay empty.
/// </summary>
internal sealed class RoomLifetimeManager<THub>(ILogger<DefaultHubLifetimeManager<THub>> logger) : DefaultHubLifetimeManager<THub>(logger)
    where THub : Hub
{
    /// <inheritdoc/>
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Features.Set(connection);
        return base.OnConnectedAsync(connection);
    }
}
