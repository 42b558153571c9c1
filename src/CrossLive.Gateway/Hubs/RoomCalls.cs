using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Commands;
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
    public Task<CommandReply> SendAsync(Seat seat, HttpContext? http, string method, IKeyedCall? call)
    {
        if (call?.Key is not { Length: >= 1 and <= CommandKey.MaxIdLength })
        {
            return Task.FromResult(new CommandReply(false, Code: Rejection.KeyInvalid, Detail: $"Give an idempotency key \"k\" of 1 to {CommandKey.MaxIdLength} characters."));
        }

        if (seat.Session is not { } session)
        {
            return Task.FromResult(new CommandReply(false, Code: Rejection.JoinRequired, Detail: "Join the room first."));
        }

        // First of all: what is waited for below is not the buyer's slowness.
        var arrivedUnixUs = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        if (session.Feed.Limits.Refuse(session.Person, KindOf(call)) is { } refusal)
        {
            return Task.FromResult(CommandReply.From(refusal));
        }

        var roundTrip = call is ClaimCall ? seat.RoundTrips.Credit(_clientsAreDirect ? TransportRoundTrip.LeastUs(http) : null) : default;
        return AnswerAsync(session.Feed.Inbox, new ViewerCommand(session.Person, method, call, arrivedUnixUs, roundTrip));
    }

    /// <summary>Compares clocks.</summary>
    public TimeReply Time(Seat seat, TimeCall? call)
    {
        // Both ends of the call within microseconds: there is nothing to wait for in between.
        var received = UnixMs(time.GetUtcNow());
        var number = seat.RoundTrips.Answer();
        return new TimeReply(call?.ClientMs ?? 0, received, UnixMs(time.GetUtcNow()), number);
    }

    private async Task<CommandReply> AnswerAsync(Fanout.IRoomInbox inbox, ViewerCommand command)
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
