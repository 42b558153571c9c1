using CrossLive.Rooms;

namespace CrossLive.Gateway.Commands;

/// <summary>Where this process' viewers put commands for one room: gathered into calls, in two lanes, tried again while the room moves.</summary>
internal sealed class RoomInbox(IRoomGrain room, GatewayOptions options, TimeProvider time, Random random) : IAsyncDisposable
{
    private readonly RoomCommandLanes _lanes = new(
        new RetryingRoomCall(room.ExecuteAsync, TimeSpan.FromMilliseconds(options.CommandPatienceMs), time, random).ExecuteAsync,
        RoomCallLimits.MaxCommandsPerCall,
        options.MaxWaitingCommands);

    /// <summary>Sends a command; answers when it is durable or refused, at the latest when the gateway's patience ends.</summary>
    public async Task<CommandAnswer> SendAsync(RoomCommand command) => (await _lanes.SendAsync([command]))[0];

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public ValueTask DisposeAsync() => _lanes.DisposeAsync();
}
