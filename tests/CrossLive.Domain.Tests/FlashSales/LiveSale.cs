using CrossLive.FlashSales;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Domain.Tests.FlashSales;

/// <summary>A sale driven by hand: commands in, answers and changes out, at a time that the test sets.</summary>
internal sealed class LiveSale
{
    public const long OpensAtUnixMs = 1_700_000_000_000;

    private readonly SaleSequencer _sequencer = new(new SaleState());
    private int _keys;

    public long NowUnixMs { get; set; } = OpensAtUnixMs - 60_000;

    public List<SaleChange> Changes { get; } = [];

    public SaleState State => _sequencer.State;

    public long? NextDueUnixMs => _sequencer.NextDueUnixMs;

    public static SaleOffer Offer { get; } = new(
        "lamp", "The blue lamp", "sku-1", [new Money(1_999, "EUR"), new Money(3_000, "JPY")], Stock: 10, Buckets: [], LimitPerBuyer: 2,
        PayWithinMs: 60_000, OpensAtUnixMs, ClosesAtUnixMs: null, FairWindowMs: 0, HumanFloorMs: 150, TieUs: 250);

    /// <summary>A sale that is open, by arrival unless the offer says otherwise.</summary>
    public static LiveSale Open(SaleOffer? offer = null)
    {
        var sale = new LiveSale();
        sale.Do(new ScheduleSale(offer ?? Offer, [.. Enumerable.Repeat((byte)7, 32)], [.. Enumerable.Repeat((byte)9, 32)]));
        sale.Do(new ArmSale());
        sale.TickAt(OpensAtUnixMs);
        return sale;
    }

    public SaleAnswer Do(SaleCommand command)
    {
        var plan = new SalePlan();
        _sequencer.Add(plan, 0, command, NowUnixMs);
        Changes.AddRange(plan.Changes);
        return plan.Answers.Single().Answer;
    }

    public void TickAt(long unixMs)
    {
        NowUnixMs = unixMs;
        var plan = new SalePlan();
        _sequencer.Tick(plan, unixMs);
        Changes.AddRange(plan.Changes);
    }

    public SaleAnswer Claim(string buyer, long quantity = 1, string? key = null, string platform = PlatformId.Web, string currency = "EUR", long afterMs = 0, long roundTripMs = 0) =>
        Do(ClaimOf(buyer, quantity, key ?? $"{++_keys}", platform, currency, Math.Max(NowUnixMs, OpensAtUnixMs) + afterMs, roundTripMs));

    public static ClaimPieces ClaimOf(string buyer, long quantity, string key, string platform, string currency, long arrivedUnixMs, long roundTripMs = 0) => new(
        CommandKey.For(buyer, key), CommandKey.Fingerprint("claim", $"{quantity}\n{currency}"), buyer, platform, quantity, currency, arrivedUnixMs * 1_000, roundTripMs * 1_000);

    /// <summary>What the stored changes come to.</summary>
    public SaleState Replay()
    {
        var options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);
        var stored = MessagePackSerializer.Deserialize<SaleChange[]>(MessagePackSerializer.Serialize(Changes.ToArray(), options), options);
        var state = new SaleState();
        Array.ForEach(stored, state.Apply);
        return state;
    }

    /// <summary>All that can be asked of a state, as one text.</summary>
    public static string TextOf(SaleState state) => string.Join('\n', [
        $"{state.Phase} {state.FreePieces} {state.ReservedPieces} {state.PaidPieces} {state.Waiting} {state.Held} {state.Claims} {state.NextExpiryUnixMs} {state.News.Count}",
        state.View is { } view ? $"{view.Seed} {view.DrawListSha256} {view.Offer.OpensAtUnixMs} {view.Offer.ClosesAtUnixMs}" : "none",
        .. Enumerable.Range(1, (int)state.Claims).Select(number => state.Find(number)).Where(claim => claim is not null).Select(claim =>
            $"{claim!.Number} {claim.Buyer} {claim.Status} {claim.UntilUnixMs} {state.PlaceOf(claim)} {claim.FromBucket} {claim.FromShared} {claim.PaymentId} {state.PiecesOf(claim.Buyer)}"),
    ]);
}
