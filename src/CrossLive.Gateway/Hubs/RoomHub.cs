using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Commands;
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
internal sealed partial class RoomHub(RoomFeeds feeds, Door door, IOptions<GatewayOptions> options, TimeProvider time, ILogger<RoomHub> logger) : Hub
{
    private const string SeatKey = "crosslive.seat";

    private Seat Seat => (Seat)Context.Items[SeatKey]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        feeds.NoteConnected(Context.GetHttpContext());
        door.Enter();
        var seat = new Seat(Caller.From(Context.User)!, feeds, time);
        Context.Items[SeatKey] = seat;
        var connection = Context.Features.GetRequiredFeature<HubConnectionContext>();
        Context.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(_ => EndIfIdle(seat, connection, options.Value, logger), seat);
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
        return reply.Ok ? reply with { Me = MeOf(Seat.Caller.Person), Gifts = [.. options.Value.Gifts.Select(ToOffer)] } : reply;
    }

    /// <summary>Compares clocks.</summary>
    [HubMethodName(HubMethods.Time)]
    public TimeReply Time(TimeCall? call)
    {
        // Both ends of the call within microseconds: there is nothing to wait for in between.
        var received = UnixMs(time.GetUtcNow());
        return new TimeReply(call?.ClientMs ?? 0, received, UnixMs(time.GetUtcNow()));
    }

    /// <summary>Says something.</summary>
    [HubMethodName(HubMethods.Chat)]
    public Task<CommandReply> ChatAsync(ChatCall? call) => SendAsync(HubMethods.Chat, CommandKind.Chat, call, call?.Key, new PostChat(call?.Text ?? string.Empty, call?.Language));

    /// <summary>Likes.</summary>
    [HubMethodName(HubMethods.Like)]
    public Task<CommandReply> LikeAsync(LikeCall? call) => SendAsync(HubMethods.Like, CommandKind.Like, call, call?.Key, new SendLikes(call?.Count ?? 0));

    /// <summary>Gives a gift of the catalog, at the catalog's price.</summary>
    [HubMethodName(HubMethods.Gift)]
    public Task<CommandReply> GiftAsync(GiftCall? call)
    {
        var offer = options.Value.Gifts.FirstOrDefault(gift => string.Equals(gift.Id, call?.GiftId, StringComparison.Ordinal));
        return offer is null
            ? Task.FromResult(new CommandReply(false, Code: Rejection.GiftInvalid, Detail: "No such gift in this room's catalog."))
            : SendAsync(HubMethods.Gift, CommandKind.Other, call, call?.Key, new SendGift(offer.Id, offer.Name, call!.Quantity, new Money(offer.MinorUnits, offer.Currency)));
    }

    /// <summary>Shared the room.</summary>
    [HubMethodName(HubMethods.Share)]
    public Task<CommandReply> ShareAsync(ShareCall? call) => SendAsync(HubMethods.Share, CommandKind.Other, call, call?.Key, new Share(call?.Target));

    /// <summary>Followed the host.</summary>
    [HubMethodName(HubMethods.Follow)]
    public Task<CommandReply> FollowAsync(FollowCall? call) => SendAsync(HubMethods.Follow, CommandKind.Other, call, call?.Key, new Follow());

    /// <summary>Takes a message away.</summary>
    [HubMethodName(HubMethods.Delete)]
    public Task<CommandReply> DeleteAsync(DeleteCall? call) => SendAsync(HubMethods.Delete, CommandKind.Other, call, call?.Key, new DeleteMessage(call?.MessageSequence));

    /// <summary>Mutes a person.</summary>
    [HubMethodName(HubMethods.Mute)]
    public Task<CommandReply> MuteAsync(MuteCall? call) =>
        SendAsync(HubMethods.Mute, CommandKind.Other, call, call?.Key, new MuteUser(call?.Platform ?? string.Empty, call?.UserId ?? string.Empty, call?.DurationMs));

    /// <summary>Ends a mute.</summary>
    [HubMethodName(HubMethods.Unmute)]
    public Task<CommandReply> UnmuteAsync(UnmuteCall? call) =>
        SendAsync(HubMethods.Unmute, CommandKind.Other, call, call?.Key, new UnmuteUser(call?.Platform ?? string.Empty, call?.UserId ?? string.Empty));

    /// <summary>Sets slow mode.</summary>
    [HubMethodName(HubMethods.Slow)]
    public Task<CommandReply> SlowAsync(SlowCall? call) => SendAsync(HubMethods.Slow, CommandKind.Other, call, call?.Key, new SetSlowMode(call?.IntervalMs ?? -1));

    /// <summary>Replaces the word list.</summary>
    [HubMethodName(HubMethods.Words)]
    public Task<CommandReply> WordsAsync(WordsCall? call) => SendAsync(
        HubMethods.Words, CommandKind.Other, call, call?.Key, new SetWordList(call?.Words is { } words ? [.. words.Select(word => word ?? string.Empty)] : [string.Empty]));

    /// <summary>Opens the room.</summary>
    [HubMethodName(HubMethods.Open)]
    public Task<CommandReply> OpenAsync(OpenCall? call) => SendAsync(HubMethods.Open, CommandKind.Other, call, call?.Key, new OpenRoom(call?.Title ?? string.Empty));

    /// <summary>Closes the room.</summary>
    [HubMethodName(HubMethods.Close)]
    public Task<CommandReply> CloseAsync(CloseCall? call) => SendAsync(HubMethods.Close, CommandKind.Other, call, call?.Key, new CloseRoom(call?.Reason ?? string.Empty));

    /// <summary>Says something to everybody.</summary>
    [HubMethodName(HubMethods.Announce)]
    public Task<CommandReply> AnnounceAsync(AnnounceCall? call) => SendAsync(HubMethods.Announce, CommandKind.Other, call, call?.Key, new Announce(call?.Text ?? string.Empty));

    /// <summary>Pins a message or a text.</summary>
    [HubMethodName(HubMethods.Pin)]
    public Task<CommandReply> PinAsync(PinCall? call) => SendAsync(HubMethods.Pin, CommandKind.Other, call, call?.Key, new Pin(call?.MessageSequence, call?.Text));

    /// <summary>Takes the pin away.</summary>
    [HubMethodName(HubMethods.Unpin)]
    public Task<CommandReply> UnpinAsync(UnpinCall? call) => SendAsync(HubMethods.Unpin, CommandKind.Other, call, call?.Key, new Unpin());

    private async Task<CommandReply> SendAsync(string method, CommandKind kind, object? call, string? key, RoomCommandBody body)
    {
        if (call is null || key is not { Length: >= 1 and <= CommandKey.MaxIdLength })
        {
            return new CommandReply(false, Code: Rejection.KeyInvalid, Detail: $"Give an idempotency key \"k\" of 1 to {CommandKey.MaxIdLength} characters.");
        }

        if (Seat.Session is not { } session)
        {
            return new CommandReply(false, Code: Rejection.JoinRequired, Detail: "Join the room first.");
        }

        if (session.Feed.Limits.Refuse(session.Person, kind) is { } refusal)
        {
            return CommandReply.From(refusal);
        }

        // The record's own text names every field that came over the wire.
        var fingerprint = CommandKey.Fingerprint(method, ContentOf(call));
        var command = new RoomCommand(session.Person, body, CommandKey.For(session.Person.Handle, key), fingerprint);
        return CommandReply.From(await session.Feed.Inbox.SendAsync(command));
    }

    private static string ContentOf(object call) => call is WordsCall words ? $"{words.Key}\n{string.Join('\n', words.Words ?? [])}" : call.ToString()!;

    // Once a second. The hub itself is gone by then: a hub object lives for one call.
    private static void EndIfIdle(Seat seat, HubConnectionContext connection, GatewayOptions options, ILogger logger)
    {
        if (seat.IsIdle(TimeSpan.FromMilliseconds(options.JoinWithinMs)))
        {
            LogIdle(logger, connection.ConnectionId);
            GatewayTelemetry.CountCut(DisconnectCode.Misuse);
            _ = EndAsync(connection);
        }
    }

    private static async Task EndAsync(HubConnectionContext connection)
    {
        await connection.WriteAsync(new InvocationMessage(HubMethods.Bye, [ByeMessage.Of(DisconnectCode.Misuse, 0)]));
        connection.Abort();
    }

    [LoggerMessage(3031, LogLevel.Debug, "Connection {Connection} is in no room and asks for none: it is ended")]
    private static partial void LogIdle(ILogger logger, string connection);

    private static Position? PositionOf(JoinRequest request) => request is { Epoch: { } epoch, Sequence: { } sequence } ? new Position(epoch, sequence) : null;

    private static JoinReply Refused(string code, string detail) => new(false, Code: code, Detail: detail);

    private static Me MeOf(Person person) => new(person.Platform, person.Id, person.Name, (int)person.Role);

    private static GiftOffer ToOffer(GiftOfferOptions gift) => new(gift.Id, gift.Name, gift.MinorUnits, gift.Currency);

    private static double UnixMs(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerMillisecond;
}
