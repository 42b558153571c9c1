using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>The argument of any command, as it stands in a batch: the fields of all of them, each under the name and type that its own call has.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="Text">Text, title, reason, or words on a red packet.</param>
/// <param name="Language">Of a chat.</param>
/// <param name="Count">Of likes.</param>
/// <param name="GiftId">Of a gift.</param>
/// <param name="Quantity">Of a gift; parts of a red packet.</param>
/// <param name="Target">Of a share.</param>
/// <param name="MessageSequence">Of a message to delete or pin, or of the red packet to take from.</param>
/// <param name="Platform">Of a person to mute or unmute.</param>
/// <param name="UserId">Of the same.</param>
/// <param name="Ms">Of a mute or of slow mode.</param>
/// <param name="Words">Of a word list.</param>
/// <param name="Sale">Of a flash sale to plan.</param>
/// <param name="SaleId">Of any other call about a sale.</param>
/// <param name="OpensAtUnixMs">Of a sale to move.</param>
/// <param name="ClosesAtUnixMs">Of the same.</param>
/// <param name="Claim">Of a claim to look at, give back or pay.</param>
/// <param name="PaymentId">Of a payment.</param>
/// <param name="MinorUnits">Of the same, or of a red packet.</param>
/// <param name="Currency">Of a claim, a payment or a red packet.</param>
/// <param name="ArrivedUnixUs">Of a claim: when it came in at the edge, by the edge's idea of the root's clock.</param>
/// <param name="RoundTripUs">Of a claim: its connection's round trip as the edge measured it.</param>
/// <param name="BeliefUs">Of a claim: how far its client's own figure is believed.</param>
/// <param name="OwnUs">Of a claim: that figure.</param>
/// <param name="Kind">Of a red packet.</param>
/// <param name="StartsAtUnixMs">Of the same.</param>
/// <param name="ExpiresAtUnixMs">Of the same.</param>
[MessagePackObject]
public sealed record ForwardedCall(
    [property: Key("k"), JsonPropertyName("k")] string? Key,
    [property: Key("m"), JsonPropertyName("m")] string? Text = null,
    [property: Key("l"), JsonPropertyName("l")] string? Language = null,
    [property: Key("n"), JsonPropertyName("n")] long? Count = null,
    [property: Key("g"), JsonPropertyName("g")] string? GiftId = null,
    [property: Key("q"), JsonPropertyName("q")] long? Quantity = null,
    [property: Key("to"), JsonPropertyName("to")] string? Target = null,
    [property: Key("d"), JsonPropertyName("d")] long? MessageSequence = null,
    [property: Key("p"), JsonPropertyName("p")] string? Platform = null,
    [property: Key("i"), JsonPropertyName("i")] string? UserId = null,
    [property: Key("ms"), JsonPropertyName("ms")] long? Ms = null,
    [property: Key("w"), JsonPropertyName("w")] IReadOnlyList<string?>? Words = null,
    [property: Key("sale"), JsonPropertyName("sale")] SaleScheduleCall? Sale = null,
    [property: Key("id"), JsonPropertyName("id")] string? SaleId = null,
    [property: Key("opens"), JsonPropertyName("opens")] long? OpensAtUnixMs = null,
    [property: Key("closes"), JsonPropertyName("closes")] long? ClosesAtUnixMs = null,
    [property: Key("no"), JsonPropertyName("no")] long? Claim = null,
    [property: Key("pm"), JsonPropertyName("pm")] string? PaymentId = null,
    [property: Key("v"), JsonPropertyName("v")] long? MinorUnits = null,
    [property: Key("c"), JsonPropertyName("c")] string? Currency = null,
    [property: Key("ar"), JsonPropertyName("ar")] long? ArrivedUnixUs = null,
    [property: Key("rt"), JsonPropertyName("rt")] long? RoundTripUs = null,
    [property: Key("bl"), JsonPropertyName("bl")] long? BeliefUs = null,
    [property: Key("r"), JsonPropertyName("r")] long? OwnUs = null,
    [property: Key("kd"), JsonPropertyName("kd")] string? Kind = null,
    [property: Key("st"), JsonPropertyName("st")] long? StartsAtUnixMs = null,
    [property: Key("ex"), JsonPropertyName("ex")] long? ExpiresAtUnixMs = null)
{
    /// <summary>A call's fields.</summary>
    public static ForwardedCall Of(IKeyedCall call) => call switch
    {
        ChatCall chat => new(chat.Key, Text: chat.Text, Language: chat.Language),
        LikeCall like => new(like.Key, Count: like.Count),
        GiftCall gift => new(gift.Key, GiftId: gift.GiftId, Quantity: gift.Quantity),
        ShareCall share => new(share.Key, Target: share.Target),
        DeleteCall delete => new(delete.Key, MessageSequence: delete.MessageSequence),
        MuteCall mute => new(mute.Key, Platform: mute.Platform, UserId: mute.UserId, Ms: mute.DurationMs),
        UnmuteCall unmute => new(unmute.Key, Platform: unmute.Platform, UserId: unmute.UserId),
        SlowCall slow => new(slow.Key, Ms: slow.IntervalMs),
        WordsCall words => new(words.Key, Words: words.Words),
        OpenCall open => new(open.Key, Text: open.Title),
        CloseCall close => new(close.Key, Text: close.Reason),
        AnnounceCall announce => new(announce.Key, Text: announce.Text),
        PinCall pin => new(pin.Key, MessageSequence: pin.MessageSequence, Text: pin.Text),
        SaleScheduleCall schedule => new(schedule.Key, Sale: schedule),
        SaleCall sale => new(sale.Key, SaleId: sale.SaleId),
        SaleMoveCall move => new(move.Key, SaleId: move.SaleId, OpensAtUnixMs: move.OpensAtUnixMs, ClosesAtUnixMs: move.ClosesAtUnixMs),
        ClaimCall claim => new(claim.Key, SaleId: claim.SaleId, Quantity: claim.Quantity, Currency: claim.Currency, OwnUs: claim.OwnUs),
        ClaimNumberCall claim => new(claim.Key, SaleId: claim.SaleId, Claim: claim.Claim),
        ClaimPayCall pay => new(pay.Key, SaleId: pay.SaleId, Claim: pay.Claim, PaymentId: pay.PaymentId, MinorUnits: pay.MinorUnits, Currency: pay.Currency),
        PacketCall packet => new(
            packet.Key, packet.Message, Quantity: packet.Count, Kind: packet.Kind, MinorUnits: packet.MinorUnits, Currency: packet.Currency,
            StartsAtUnixMs: packet.StartsAtUnixMs, ExpiresAtUnixMs: packet.ExpiresAtUnixMs),
        GrabCall grab => new(grab.Key, MessageSequence: grab.Packet),
        _ => new(call.Key),
    };

    /// <summary>The call that the fields are of; null where this version knows no command by that name.</summary>
    public IKeyedCall? ToCall(string? method) => method switch
    {
        HubMethods.Chat => new ChatCall(Key, Text, Language),
        HubMethods.Like => new LikeCall(Key, Count ?? 0),
        HubMethods.Gift => new GiftCall(Key, GiftId, Quantity ?? 0),
        HubMethods.Share => new ShareCall(Key, Target),
        HubMethods.Follow => new FollowCall(Key),
        HubMethods.Delete => new DeleteCall(Key, MessageSequence ?? 0),
        HubMethods.Mute => new MuteCall(Key, Platform, UserId, Ms),
        HubMethods.Unmute => new UnmuteCall(Key, Platform, UserId),
        HubMethods.Slow => new SlowCall(Key, Ms),
        HubMethods.Words => new WordsCall(Key, Words),
        HubMethods.Open => new OpenCall(Key, Text),
        HubMethods.Close => new CloseCall(Key, Text),
        HubMethods.Announce => new AnnounceCall(Key, Text),
        HubMethods.Pin => new PinCall(Key, MessageSequence, Text),
        HubMethods.Unpin => new UnpinCall(Key),
        HubMethods.SaleSchedule => Sale is null ? null : Sale with { Key = Key },
        HubMethods.SaleArm or HubMethods.SaleClose or HubMethods.SaleCancel => new SaleCall(Key, SaleId),
        HubMethods.SaleMove => new SaleMoveCall(Key, SaleId, OpensAtUnixMs, ClosesAtUnixMs),
        HubMethods.Claim => new ClaimCall(Key, SaleId, Quantity ?? 0, Currency, OwnUs),
        HubMethods.ClaimLook or HubMethods.ClaimRelease => new ClaimNumberCall(Key, SaleId, Claim ?? 0),
        HubMethods.ClaimPay => new ClaimPayCall(Key, SaleId, Claim ?? 0, PaymentId, MinorUnits ?? 0, Currency),
        HubMethods.Packet => new PacketCall(Key, Kind, MinorUnits ?? 0, Currency, Quantity ?? 0, Text, StartsAtUnixMs, ExpiresAtUnixMs ?? 0),
        HubMethods.Grab => new GrabCall(Key, MessageSequence ?? 0),
        _ => null,
    };
}
