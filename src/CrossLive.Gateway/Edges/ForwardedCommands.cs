using System.Text;
using CrossLive.FlashSales.Fairness;
using CrossLive.Gateway.Commands;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Edges;

/// <summary>Commands on their way between gateways. Whoever takes one checks it like a viewer's: that it comes from an edge says only that its person is true.</summary>
internal static class ForwardedCommands
{
    // What a command's frame takes at most beside its texts: names of fields, numbers, lengths.
    private const int FrameBytes = 256;

    /// <summary>A viewer's command as it goes on.</summary>
    public static ForwardedCommand Write(ViewerCommand command) => new(
        command.Method,
        new Me(command.Person.Platform, command.Person.Id, command.Person.Name, (int)command.Person.Role),
        ForwardedCall.Of(command.Call) with
        {
            ArrivedUnixUs = command.ArrivedUnixUs > 0 ? command.ArrivedUnixUs : null,
            RoundTripUs = command.RoundTrip.IsGiven ? command.RoundTrip.RoundTripUs : null,
            BeliefUs = command.RoundTrip.IsGiven ? command.RoundTrip.BeliefUs : null,
        },
        command.Person.Account,
        command.Platform);

    /// <summary>Reads what came; null where it is no command, then <paramref name="refusal"/> says why.</summary>
    /// <param name="item">As it came.</param>
    /// <param name="nowUnixUs">When it came here, in µs since 1970: a claim that says no time of its own counts from now, not from the beginning of all time.</param>
    /// <param name="refusal">Why it is no command.</param>
    public static ViewerCommand? Read(ForwardedCommand? item, long nowUnixUs, out CommandAnswer? refusal)
    {
        refusal = null;
        if (item?.Call?.ToCall(item.Method) is not { } call)
        {
            refusal = CommandAnswer.Reject(Rejection.BatchInvalid, "A command has a name \"t\", a person \"by\" and an argument \"c\".");
        }
        else if (call.Key is not { Length: >= 1 and <= CommandKey.MaxIdLength })
        {
            refusal = CommandAnswer.Reject(Rejection.KeyInvalid, $"An idempotency key \"k\" has 1 to {CommandKey.MaxIdLength} characters.");
        }
        else if (PersonOf(item.Person, item.Account) is not { } person)
        {
            refusal = CommandAnswer.Reject(Rejection.PersonInvalid, "A person \"by\" is of the platform \"web\" and has an id, a name and a role of 0 to 3.");
        }
        else if (item.Platform is { } platform && !PlatformId.IsWellFormed(platform))
        {
            refusal = CommandAnswer.Reject(Rejection.PersonInvalid, "A platform \"pl\" is its short name.");
        }
        else
        {
            return new ViewerCommand(person, item.Method!, call, Math.Max(0, item.Call.ArrivedUnixUs ?? nowUnixUs), CreditOf(item.Call), item.Platform);
        }

        return null;
    }

    /// <summary>The most bytes that a command can take in a batch; fewer than <see cref="ProtocolLimits.MaxEdgeCallBytes"/> for whatever a viewer can send.</summary>
    public static int MaxBytesOf(ViewerCommand command) =>
        FrameBytes + Bytes(command.Person.Id) + Bytes(command.Person.Name) + Bytes(command.Person.Account) + Bytes(command.Platform) + Bytes(command.Call.Key) + (command.Call switch
        {
            ChatCall chat => Bytes(chat.Text) + Bytes(chat.Language),
            GiftCall gift => Bytes(gift.GiftId),
            ShareCall share => Bytes(share.Target),
            MuteCall mute => Bytes(mute.Platform) + Bytes(mute.UserId),
            UnmuteCall unmute => Bytes(unmute.Platform) + Bytes(unmute.UserId),
            WordsCall { Words: { } words } => words.Sum(word => 5 + Bytes(word)),
            OpenCall open => Bytes(open.Title),
            CloseCall close => Bytes(close.Reason),
            AnnounceCall announce => Bytes(announce.Text),
            PinCall pin => Bytes(pin.Text),
            SaleScheduleCall sale => Bytes(sale.SaleId) + Bytes(sale.Title) + Bytes(sale.ProductId)
                + (sale.Prices ?? []).Sum(price => 24 + Bytes(price.Currency)) + (sale.Buckets ?? []).Sum(bucket => 24 + Bytes(bucket.Platform)),
            ClaimCall claim => Bytes(claim.SaleId) + Bytes(claim.Currency),
            ClaimPayCall pay => Bytes(pay.SaleId) + Bytes(pay.PaymentId) + Bytes(pay.Currency),
            ISaleCall sale => Bytes(sale.SaleId),
            PacketCall packet => Bytes(packet.Kind) + Bytes(packet.Currency) + Bytes(packet.Message),
            _ => 0,
        });

    // What an edge measured is true as its persons are; the limits hold all the same.
    private static RoundTripCredit CreditOf(ForwardedCall call) => call.RoundTripUs is > 0 and <= FairnessLimits.MaxRoundTripUs and var roundTripUs
        ? new RoundTripCredit(roundTripUs, 0, Math.Clamp(call.BeliefUs ?? 0, 0, FairnessLimits.MaxBeliefUs), FairnessLimits.LeastRoundTrips)
        : RoundTripCredit.None;

    // Viewers' tokens are of our own platform: an edge that speaks for another one makes a mistake, or worse. What id, name and account may hold, the room checks.
    private static Person? PersonOf(Me? me, string? account) =>
        me is { Platform: PlatformId.Web, Id: { Length: >= 1 and <= Person.MaxIdLength } id, Name: { Length: >= 1 and <= Person.MaxNameLength } name, Role: >= (int)Role.Viewer and <= (int)Role.Platform }
            ? new Person(PlatformId.Web, id, name, (Role)me.Role, account)
            : null;

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);
}
