using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Grains;

/// <summary>Viewers' commands for one room's grain: gathered into calls, in two lanes, tried again while the room moves. Those about its flash sales go to these.</summary>
internal sealed class GrainRoomInbox(
    IRoomGrain room, GrainSaleInbox sales, IReadOnlyList<GiftOffer> gifts, GatewayOptions options, TimeProvider time, Random random) : IRoomInbox
{
    private readonly RoomCommandLanes _lanes = new(
        new RetryingRoomCall<RoomCommand>(room.ExecuteAsync, TimeSpan.FromMilliseconds(options.CommandPatienceMs), time, random).ExecuteAsync,
        RoomCallLimits.MaxCommandsPerCall,
        options.MaxWaitingCommands,
        new GatheringPace(TimeSpan.FromMilliseconds(options.CommandIntervalMs), new LoopClock(time), ReceiveLoop.AtTurnEnd));

    /// <inheritdoc/>
    public async Task<CommandAnswer> SendAsync(ViewerCommand command) =>
        command.Call is ISaleCall ? await sales.SendAsync(command)
        : CommandReader.Read(command, gifts, out var refusal) is { } read ? (await _lanes.SendAsync([read]))[0] : refusal!;

    /// <inheritdoc/>
    public void Post(ViewerCommand command, IAnswerReceiver receiver)
    {
        if (command.Call is ISaleCall)
        {
            sales.Post(command, receiver);
        }
        else if (CommandReader.Read(command, gifts, out var refusal) is { } read)
        {
            _lanes.Post(read, receiver);
        }
        else
        {
            receiver.Take(refusal!);
            receiver.Flush();
        }
    }

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync();
        await sales.DisposeAsync();
    }
}
