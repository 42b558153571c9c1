namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>What a buyer's program does. All that lie also say that their person took no time at all.</summary>
internal enum Lie
{
    /// <summary>Nothing: it is honest.</summary>
    None,

    /// <summary>Says a false figure of its own.</summary>
    FalseFigure,

    /// <summary>Delays every acknowledgement by the same time.</summary>
    DelaysAll,

    /// <summary>Delays half of the acknowledgements.</summary>
    DelaysSome,

    /// <summary>Needs no person: claims at the opening.</summary>
    FiresAtOpening,

    /// <summary>Needs no person: claims again and again from before the opening, until one is not refused.</summary>
    FiresEarly,
}
