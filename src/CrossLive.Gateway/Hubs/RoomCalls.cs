using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Hubs;

/// <summary>What the viewers' calls do, whichever way they come in: through SignalR's dispatcher (<see cref="RoomHub"/>) or straight from our own socket (<see cref="DirectCalls"/>).</summary>
internal sealed class RoomCalls(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly bool _clientsAreDirect = options.Value.ClientsAreDirect;

    /// <summary>Takes a command; answers when it is durable or refused.</summary>
    /// <param name="seat">Who calls.</param>
    /// <param name="http">The connection's request, where there is one: its socket knows the transport's round trip.</param>
    /// <param name="method">The call's name.</param>
    /// <param name="call">Its argument, as it came.</param>
    public Task<CommandReply> SendAsync(Seat seat, HttpContext? http, string method, IKeyedCall? call) =>
        TryRead(seat, http, method, call, out var command, out var refusal) is { } inbox ? AnswerAsync(inbox, command!) : Task.FromResult(CommandReply.From(refusal!));

    /// <summary>Takes a command; the receiver is told the answer. A claim's may say that it is held until the draw (<see cref="AwaitDrawAsync"/>).</summary>
    /// <param name="seat">Who calls.</param>
    /// <param name="http">The connection's request.</param>
    /// <param name="method">The call's name.</param>
    /// <param name="call">Its argument, as it came.</param>
    /// <param name="receiver">Is told.</param>
    public void Post(Seat seat, HttpContext? http, string method, IKeyedCall? call, IAnswerReceiver receiver)
    {
        if (TryRead(seat, http, method, call, out var command, out var refusal) is { } inbox)
        {
            inbox.Post(command!, receiver);
            return;
        }

        receiver.Take(refusal!);
        receiver.Flush();
    }

    /// <summary>What a held claim comes to after the draw.</summary>
    public Task<CommandAnswer> AwaitDrawAsync(Seat seat, ClaimCall call, CommandAnswer answer) =>
        seat.Session is { } session ? HeldClaim.AwaitDrawAsync(session.Feed.Inbox, session.Person, call, answer, time) : Task.FromResult(answer);

    /// <summary>Compares clocks.</summary>
    public TimeReply Time(Seat seat, TimeCall? call)
    {
        // Both ends of the call within microseconds: there is nothing to wait for in between.
        var received = UnixMs(time.GetUtcNow());
        var number = seat.RoundTrips.Answer();
        return new TimeReply(call?.ClientMs ?? 0, received, UnixMs(time.GetUtcNow()), number);
    }

    // Where the command goes, or why it does not.
    private IRoomInbox? TryRead(Seat seat, HttpContext? http, string method, IKeyedCall? call, out ViewerCommand? command, out CommandAnswer? refusal)
    {
        (command, refusal) = (null, null);
        if (call?.Key is not { Length: >= 1 and <= CommandKey.MaxIdLength })
        {
            refusal = CommandAnswer.Reject(Rejection.KeyInvalid, $"Give an idempotency key \"k\" of 1 to {CommandKey.MaxIdLength} characters.");
            return null;
        }

        if (seat.Session is not { } session)
        {
            refusal = CommandAnswer.Reject(Rejection.JoinRequired, "Join the room first.");
            return null;
        }

        // First of all: what is waited for below is not the buyer's slowness.
        var arrivedUnixUs = ArrivalTime.NowUnixUs(time);
        refusal = session.Feed.Limits.Refuse(session.Person, KindOf(call));
        if (refusal is not null)
        {
            return null;
        }

        var roundTrip = call is ClaimCall ? seat.RoundTrips.Credit(_clientsAreDirect ? TransportRoundTrip.LeastUs(http) : null) : default;
        command = new ViewerCommand(session.Person, method, call, arrivedUnixUs, roundTrip, seat.Caller.Platform);
        return session.Feed.Inbox;
    }

    private async Task<CommandReply> AnswerAsync(IRoomInbox inbox, ViewerCommand command)
    {
        var answer = await inbox.SendAsync(command);
        return CommandReply.From(command.Call is ClaimCall claim ? await HeldClaim.AwaitDrawAsync(inbox, command.Person, claim, answer, time) : answer);
    }

    private static CommandKind KindOf(IKeyedCall call) => call switch
    {
        ChatCall => CommandKind.Chat,
        LikeCall => CommandKind.Like,
        ClaimCall => CommandKind.Claim,
        _ => CommandKind.Other,
    };

    private static double UnixMs(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerMillisecond;
}
