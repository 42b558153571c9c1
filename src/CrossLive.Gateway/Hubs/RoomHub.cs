using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// The viewers' hub, as <c>src/PROTOCOL.md</c> has it. Calls become room commands; who calls, and what for, stands in the token.
/// </summary>
[Authorize(AuthRegistration.CallerPolicy)]
internal sealed partial class RoomHub(RoomFeeds feeds, Door door, RoomCalls calls, IOptions<GatewayOptions> options, TimeProvider time, ILogger<RoomHub> logger) : Hub
{
    private const string SeatKey = "crosslive.seat";

    private Seat Seat => (Seat)Context.Items[SeatKey]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        feeds.NoteConnected(Context.GetHttpContext());
        door.Enter();
        var seat = new Seat(Context.Features.Get<Caller>() ?? Caller.From(Context.User)!, feeds, time);
        Context.Items[SeatKey] = seat;
        Context.Features.Set(seat);
        var connection = Context.Features.GetRequiredFeature<HubConnectionContext>();
        Context.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(_ => EndIfIdle(seat, connection, options.Value, time, logger), seat);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        door.Leave();
        await Seat.DisposeAsync();
    }

    /// <summary>Enters a room, or comes back to it.</summary>
    [HubMethodName(HubMethods.Join)]
    public async Task<JoinReply> JoinAsync(JoinRequest? request)
    {
        if (!RoomId.IsWellFormed(request?.Room))
        {
            return Refused(Rejection.RoomUnknown, "Give the room's name: letters, digits, '-' and '_'.");
        }

        if (!Seat.Caller.MayEnter(request!.Room))
        {
            return Refused(Rejection.TokenRoom, "The token is for another room.");
        }

        var connection = new HubViewerConnection(Context.Features.GetRequiredFeature<HubConnectionContext>());
        var reply = await Seat.EnterAsync(
            request.Room!,
            PositionOf(request),
            (feed, caller) => new ViewerSession(feed, connection, caller.Person, caller.ExpiresAt, time, logger),
            Context.ConnectionAborted);
        return reply.Ok ? reply with { Me = MeOf(Seat.Caller.Person) } : reply;
    }

    /// <summary>Compares clocks.</summary>
    [HubMethodName(HubMethods.Time)]
    public TimeReply Time(TimeCall? call) => calls.Time(Seat, call);

    /// <summary>Has the answer to a comparison of clocks: ends the measurement of one round trip.</summary>
    [HubMethodName(HubMethods.TimeAck)]
    public void TimeAck(TimeAckCall? call) => Seat.RoundTrips.Acknowledge(call?.Number);

    /// <summary>Says something.</summary>
    [HubMethodName(HubMethods.Chat)]
    public Task<CommandReply> ChatAsync(ChatCall? call) => SendAsync(HubMethods.Chat, call);

    /// <summary>Likes.</summary>
    [HubMethodName(HubMethods.Like)]
    public Task<CommandReply> LikeAsync(LikeCall? call) => SendAsync(HubMethods.Like, call);

    /// <summary>Gives a gift of the catalog, at the catalog's price.</summary>
    [HubMethodName(HubMethods.Gift)]
    public Task<CommandReply> GiftAsync(GiftCall? call) => SendAsync(HubMethods.Gift, call);

    /// <summary>Shared the room.</summary>
    [HubMethodName(HubMethods.Share)]
    public Task<CommandReply> ShareAsync(ShareCall? call) => SendAsync(HubMethods.Share, call);

    /// <summary>Followed the host.</summary>
    [HubMethodName(HubMethods.Follow)]
    public Task<CommandReply> FollowAsync(FollowCall? call) => SendAsync(HubMethods.Follow, call);

    /// <summary>Takes a message away.</summary>
    [HubMethodName(HubMethods.Delete)]
    public Task<CommandReply> DeleteAsync(DeleteCall? call) => SendAsync(HubMethods.Delete, call);

    /// <summary>Mutes a person.</summary>
    [HubMethodName(HubMethods.Mute)]
    public Task<CommandReply> MuteAsync(MuteCall? call) => SendAsync(HubMethods.Mute, call);

    /// <summary>Ends a mute.</summary>
    [HubMethodName(HubMethods.Unmute)]
    public Task<CommandReply> UnmuteAsync(UnmuteCall? call) => SendAsync(HubMethods.Unmute, call);

    /// <summary>Sets slow mode.</summary>
    [HubMethodName(HubMethods.Slow)]
    public Task<CommandReply> SlowAsync(SlowCall? call) => SendAsync(HubMethods.Slow, call);

    /// <summary>Replaces the word list.</summary>
    [HubMethodName(HubMethods.Words)]
    public Task<CommandReply> WordsAsync(WordsCall? call) => SendAsync(HubMethods.Words, call);

    /// <summary>Opens the room.</summary>
    [HubMethodName(HubMethods.Open)]
    public Task<CommandReply> OpenAsync(OpenCall? call) => SendAsync(HubMethods.Open, call);

    /// <summary>Closes the room.</summary>
    [HubMethodName(HubMethods.Close)]
    public Task<CommandReply> CloseAsync(CloseCall? call) => SendAsync(HubMethods.Close, call);

    /// <summary>Says something to everybody.</summary>
    [HubMethodName(HubMethods.Announce)]
    public Task<CommandReply> AnnounceAsync(AnnounceCall? call) => SendAsync(HubMethods.Announce, call);

    /// <summary>Pins a message or a text.</summary>
    [HubMethodName(HubMethods.Pin)]
    public Task<CommandReply> PinAsync(PinCall? call) => SendAsync(HubMethods.Pin, call);

    /// <summary>Takes the pin away.</summary>
    [HubMethodName(HubMethods.Unpin)]
    public Task<CommandReply> UnpinAsync(UnpinCall? call) => SendAsync(HubMethods.Unpin, call);

    /// <summary>Plans a flash sale.</summary>
    [HubMethodName(HubMethods.SaleSchedule)]
    public Task<CommandReply> SaleScheduleAsync(SaleScheduleCall? call) => SendAsync(HubMethods.SaleSchedule, call);

    /// <summary>Has a flash sale open at its time.</summary>
    [HubMethodName(HubMethods.SaleArm)]
    public Task<CommandReply> SaleArmAsync(SaleCall? call) => SendAsync(HubMethods.SaleArm, call);

    /// <summary>Moves a flash sale's times.</summary>
    [HubMethodName(HubMethods.SaleMove)]
    public Task<CommandReply> SaleMoveAsync(SaleMoveCall? call) => SendAsync(HubMethods.SaleMove, call);

    /// <summary>Ends a flash sale.</summary>
    [HubMethodName(HubMethods.SaleClose)]
    public Task<CommandReply> SaleCloseAsync(SaleCall? call) => SendAsync(HubMethods.SaleClose, call);

    /// <summary>Calls a flash sale off.</summary>
    [HubMethodName(HubMethods.SaleCancel)]
    public Task<CommandReply> SaleCancelAsync(SaleCall? call) => SendAsync(HubMethods.SaleCancel, call);

    /// <summary>Wants pieces of a flash sale. In its fairness window the answer comes after the draw.</summary>
    [HubMethodName(HubMethods.Claim)]
    public Task<CommandReply> ClaimAsync(ClaimCall? call) => SendAsync(HubMethods.Claim, call);

    /// <summary>What became of a claim.</summary>
    [HubMethodName(HubMethods.ClaimLook)]
    public Task<CommandReply> ClaimLookAsync(ClaimNumberCall? call) => SendAsync(HubMethods.ClaimLook, call);

    /// <summary>Gives a claim back.</summary>
    [HubMethodName(HubMethods.ClaimRelease)]
    public Task<CommandReply> ClaimReleaseAsync(ClaimNumberCall? call) => SendAsync(HubMethods.ClaimRelease, call);

    /// <summary>A claim was paid.</summary>
    [HubMethodName(HubMethods.ClaimPay)]
    public Task<CommandReply> ClaimPayAsync(ClaimPayCall? call) => SendAsync(HubMethods.ClaimPay, call);

    /// <summary>Announces a red packet.</summary>
    [HubMethodName(HubMethods.Packet)]
    public Task<CommandReply> PacketAsync(PacketCall? call) => SendAsync(HubMethods.Packet, call);

    /// <summary>Takes a part of a red packet.</summary>
    [HubMethodName(HubMethods.Grab)]
    public Task<CommandReply> GrabAsync(GrabCall? call) => SendAsync(HubMethods.Grab, call);

    private Task<CommandReply> SendAsync(string method, IKeyedCall? call) => calls.SendAsync(Seat, Context.GetHttpContext(), method, call);

    // Once a second. The hub itself is gone by then: a hub object lives for one call.
    private static void EndIfIdle(Seat seat, HubConnectionContext connection, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        if (seat.IsIdle(TimeSpan.FromMilliseconds(options.JoinWithinMs)))
        {
            LogIdle(logger, connection.ConnectionId);
            GatewayTelemetry.CountCut(DisconnectCode.Misuse);
            _ = EndAsync(connection, time);
        }
    }

    private static async Task EndAsync(HubConnectionContext connection, TimeProvider time)
    {
        await connection.WriteAsync(new InvocationMessage(HubMethods.Bye, [ByeMessage.Of(DisconnectCode.Misuse, 0)]));
        await Task.Delay(ViewerSession.ByeDrain, time);
        connection.Abort();
    }

    [LoggerMessage(3031, LogLevel.Debug, "Connection {Connection} is in no room and asks for none: it is ended")]
    private static partial void LogIdle(ILogger logger, string connection);

    private static Position? PositionOf(JoinRequest request) => request is { Epoch: { } epoch, Sequence: { } sequence } ? new Position(epoch, sequence) : null;

    private static JoinReply Refused(string code, string detail) => new(false, Code: code, Detail: detail);

    private static Me MeOf(Person person) => new(person.Platform, person.Id, person.Name, (int)person.Role);
}
