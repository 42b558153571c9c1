using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Edges;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// The edges' hub, as <c>src/PROTOCOL.md</c> has it: a room for gateways that show it to viewers of their own. Who sends a command stands in the batch;
/// that it may be said stands in the token. Every field of a batch is checked like a viewer's.
/// </summary>
[Authorize(AuthRegistration.EdgePolicy)]
internal sealed class EdgeHub(RoomFeeds feeds, GatewayName self, TimeProvider time, ILogger<EdgeHub> logger) : Hub
{
    private const string SeatKey = "crosslive.seat";

    private Seat Seat => (Seat)Context.Items[SeatKey]!;

    /// <inheritdoc/>
    public override Task OnConnectedAsync()
    {
        feeds.NoteConnected(Context.GetHttpContext());
        Context.Items[SeatKey] = new Seat(Caller.From(Context.User)!, feeds, time);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception) => await Seat.DisposeAsync();

    /// <summary>Enters a room, or comes back to it.</summary>
    [HubMethodName(EdgeMethods.Join)]
    public async Task<JoinReply> JoinAsync(EdgeJoinRequest? request)
    {
        if (Refuse(request) is { } refusal)
        {
            return refusal;
        }

        var connection = new HubViewerConnection(Context.Features.GetRequiredFeature<HubConnectionContext>());
        var join = new EdgeJoin(request!.History == true);
        return await Seat.EnterAsync(
            request.Room!,
            request is { Epoch: { } epoch, Sequence: { } sequence } ? new Position(epoch, sequence) : null,
            (feed, caller) => new ViewerSession(feed, connection, caller.Person, caller.ExpiresAt, time, logger) { Edge = join },
            Context.ConnectionAborted,
            [.. (request.Via ?? []).Select(name => name!)]);
    }

    /// <summary>Takes what the edge's viewers called, and answers each.</summary>
    [HubMethodName(EdgeMethods.Batch)]
    public async Task<BatchReply> BatchAsync(BatchCall? call)
    {
        if (Seat.Session is not { } session)
        {
            return new BatchReply(false, Code: Rejection.JoinRequired, Detail: "Join the room first.");
        }

        var nowUnixUs = ArrivalTime.NowUnixUs(time);
        return call?.Commands is { Count: >= 1 and <= ProtocolLimits.MaxBatchCommands } commands
            ? new BatchReply(true, await Task.WhenAll(commands.Select(command => AnswerAsync(session.Feed, command, nowUnixUs))))
            : new BatchReply(false, Code: Rejection.BatchInvalid, Detail: $"A batch has 1 to {ProtocolLimits.MaxBatchCommands} commands.");
    }

    /// <summary>Takes how many viewers the edge has, and answers how far the room is here.</summary>
    [HubMethodName(EdgeMethods.Viewers)]
    public async Task<ViewersReply> ViewersAsync(ViewersCall? call)
    {
        if (Seat.Session is not { } session)
        {
            return new ViewersReply(false, Code: Rejection.JoinRequired, Detail: "Join the room first.");
        }

        if (call?.Count is not (>= 0 and <= RoomLimits.MaxViewers))
        {
            return new ViewersReply(false, Code: Rejection.CountInvalid, Detail: $"An edge has 0 to {RoomLimits.MaxViewers} viewers.");
        }

        session.Feed.Edges.Report(session, call.Count);
        if (await session.Feed.CatchUpAsync(call.Sequence ?? 0, Context.ConnectionAborted) is { } code)
        {
            return new ViewersReply(false, Code: code, Detail: "The room cannot be read at the moment.");
        }

        var head = session.Feed.Known;
        return new ViewersReply(true, head.Epoch, head.Sequence);
    }

    private JoinReply? Refuse(EdgeJoinRequest? request)
    {
        if (!RoomId.IsWellFormed(request?.Room))
        {
            return Refused(Rejection.RoomUnknown, "Give the room's name: letters, digits, '-' and '_'.");
        }

        if (!Seat.Caller.MayEnter(request!.Room))
        {
            return Refused(Rejection.TokenRoom, "The token is for another room.");
        }

        if (request.Via is { } via && (via.Count > ProtocolLimits.MaxEdgesInPath || via.Any(name => name is not { Length: >= 1 and <= ProtocolLimits.MaxEdgeNameLength })))
        {
            return Refused(Rejection.SettingInvalid, $"\"via\" has at most {ProtocolLimits.MaxEdgesInPath} names of 1 to {ProtocolLimits.MaxEdgeNameLength} characters.");
        }

        return request.Via?.Contains(self.Value, StringComparer.Ordinal) == true
            ? Refused(Rejection.EdgeLoop, "This gateway follows the one that asks: an upstream is set wrong.")
            : null;
    }

    private static async Task<CommandReply> AnswerAsync(RoomFeed feed, ForwardedCommand? item, long nowUnixUs) => ForwardedCommands.Read(item, nowUnixUs, out var refusal) is { } command
        ? CommandReply.From(await feed.Inbox.SendAsync(command))
        : CommandReply.From(refusal!);

    private static JoinReply Refused(string code, string detail) => new(false, Code: code, Detail: detail);
}
