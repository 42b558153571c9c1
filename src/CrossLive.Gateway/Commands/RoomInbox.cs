using CrossLive.Rooms;

namespace CrossLive.Gateway.Commands;

/// <summary>
/// Where this process' viewers put commands for one room. Two lanes with one call in flight each: likes wait for the room's counter tick,
/// and nothing else is to wait for likes.
/// </summary>
internal sealed class RoomInbox(IRoomGrain room, GatewayOptions options, TimeProvider time, Random random) : IAsyncDisposable
{
    private readonly CommandInbox _sequenced = Lane(room, options, time, random);
    private readonly CommandInbox _merged = Lane(room, options, time, random);

    /// <summary>Sends a command; answers when it is durable or refused, at the latest when the gateway's patience ends.</summary>
    public Task<CommandAnswer> SendAsync(RoomCommand command) => (command.Body is SendLikes ? _merged : _sequenced).SendAsync(command);

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sequenced.DisposeAsync();
        await _merged.DisposeAsync();
    }

    private static CommandInbox Lane(IRoomGrain room, GatewayOptions options, TimeProvider time, Random random)
    {
        var call = new RetryingRoomCall(room.ExecuteAsync, TimeSpan.FromMilliseconds(options.CommandPatienceMs), time, random);
        return new CommandInbox(call.ExecuteAsync, RoomCallLimits.MaxCommandsPerCall, options.MaxWaitingCommands);
    }
}
