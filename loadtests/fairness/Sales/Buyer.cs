using CrossLive.FlashSales.Fairness;

namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>What became of one buyer. Times are in µs after the opening by true time, unless they say otherwise.</summary>
internal sealed record Buyer
{
    /// <summary>How long the person really took after the button had opened for them; for programs, how long after it should have.</summary>
    public required double ResponseUs { get; init; }

    /// <summary>When the button opened.</summary>
    public required double OpenedUs { get; init; }

    /// <summary>When the opening would have been shown if the room's server had sent it at the instant.</summary>
    public required double BroadcastUs { get; init; }

    /// <summary>When the claim would have come to the room's server then.</summary>
    public required double BroadcastArrivalUs { get; init; }

    /// <summary>When the claim came to the buyer's server, by that server's clock.</summary>
    public required double StampUs { get; init; }

    /// <summary>When it came on to the room.</summary>
    public required double AtRoomUs { get; init; }

    /// <summary>What the measured round trips are good for.</summary>
    public required RoundTripCredit Credit { get; init; }

    /// <summary>What the client says of itself.</summary>
    public required long OwnUs { get; init; }

    /// <summary>How it lies.</summary>
    public Lie Lie { get; init; }

    /// <summary>By how much its acknowledgements are delayed.</summary>
    public double DelayUs { get; init; }

    /// <summary>What counts.</summary>
    public long CountedUs => ResponseTime.OfUs(Unix(StampUs), SaleModel.OpensAtUnixMs, Credit, OwnUs, FairnessLimits.HumanFloorMs);

    /// <summary>What would count if nobody were asked.</summary>
    public long MeasuredUs => ResponseTime.OfUs(Unix(StampUs), SaleModel.OpensAtUnixMs, Credit.RoundTripUs, FairnessLimits.HumanFloorMs);

    /// <summary>How much faster it was counted than it was, in µs, below the floor both as the floor.</summary>
    public double GainUs => Math.Max(ResponseUs, FairnessLimits.HumanFloorMs * 1_000) - CountedUs;

    private static long Unix(double us) => (SaleModel.OpensAtUnixMs * 1_000) + (long)Math.Round(us);
}
