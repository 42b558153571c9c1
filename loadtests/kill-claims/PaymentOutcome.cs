namespace CrossLive.LoadTests.KillClaims;

/// <summary>What a payment was answered.</summary>
internal enum PaymentOutcome : byte
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The claim is paid by it.</summary>
    Paid,

    /// <summary>It is to be refunded.</summary>
    Refund,

    /// <summary>Something that no payment may be answered here.</summary>
    Other,
}
