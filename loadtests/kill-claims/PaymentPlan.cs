namespace CrossLive.LoadTests.KillClaims;

/// <summary>Whether and when a reservation is paid.</summary>
internal enum PaymentPlan : byte
{
    /// <summary>Nobody pays: it runs out.</summary>
    None,

    /// <summary>While it stands, unless a kill comes between.</summary>
    InTime,

    /// <summary>The same, by two payments with an id each: one of them is to be refunded.</summary>
    Twice,

    /// <summary>After it ran out, while others wait for its pieces.</summary>
    Late,

    /// <summary>After its sale was closed and the last reservation ran out: the pieces are free again.</summary>
    AfterEnd,
}
