namespace CrossLive.FlashSales;

/// <summary>Where a sale is. The numbers are in logs for ever.</summary>
public enum SalePhase
{
    /// <summary>Nobody has scheduled it.</summary>
    None = 0,

    /// <summary>It is planned; it does not open by itself yet.</summary>
    Scheduled = 1,

    /// <summary>It opens at T, whatever happens.</summary>
    Armed = 2,

    /// <summary>It takes claims.</summary>
    Open = 3,

    /// <summary>It takes no more claims. Reservations can be paid until their time is over; what comes back stays back.</summary>
    Closed = 4,

    /// <summary>It is off: reservations are released, what was paid is to be refunded.</summary>
    Cancelled = 5,
}

/// <summary>Where a claim is. The numbers are in logs for ever.</summary>
public enum ClaimStatus
{
    /// <summary>Gathered in the fairness window, not decided yet.</summary>
    Held = 0,

    /// <summary>The pieces are the buyer's until the time to pay is over.</summary>
    Reserved = 1,

    /// <summary>Paid.</summary>
    Paid = 2,

    /// <summary>In the queue for what comes back.</summary>
    Waiting = 3,

    /// <summary>Nothing was left, and no place in the queue.</summary>
    SoldOut = 4,

    /// <summary>Not paid in time.</summary>
    Expired = 5,

    /// <summary>Given back by the buyer, or released because the sale was cancelled.</summary>
    Released = 6,

    /// <summary>Paid, and the money is to go back: the sale was cancelled, or it was paid too late and nothing is left.</summary>
    RefundDue = 7,

    /// <summary>It waited, and the sale closed.</summary>
    Ended = 8,
}

/// <summary>What follows from where a claim is.</summary>
internal static class ClaimStatuses
{
    /// <summary>True where the claim counts against its buyer's limit.</summary>
    public static bool IsLive(this ClaimStatus status) => status is ClaimStatus.Held or ClaimStatus.Reserved or ClaimStatus.Paid or ClaimStatus.Waiting;
}
