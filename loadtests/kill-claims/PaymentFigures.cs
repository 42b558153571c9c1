namespace CrossLive.LoadTests.KillClaims;

/// <summary>What the payments of a run came to, by the sales' logs where nothing else is said.</summary>
/// <param name="Answered">Payments that were answered.</param>
/// <param name="Unanswered">Payments that were not.</param>
/// <param name="InTime">Paid before the reservation ran out.</param>
/// <param name="LatePaid">Paid after it, and the claim got its pieces again.</param>
/// <param name="LateRefunds">To be refunded because they came after it.</param>
/// <param name="OtherRefunds">To be refunded for another reason: a second payment for one claim.</param>
/// <param name="Lost">Answered, and not there.</param>
/// <param name="CountedTwice">There more than once, or a second one that paid the same claim.</param>
/// <param name="Otherwise">There otherwise than answered, or a repeat that was answered otherwise.</param>
/// <param name="Taken">Money of those that were answered, in minor units.</param>
/// <param name="Paid">Money of the pieces that are paid in the end.</param>
/// <param name="RefundsDue">Money of those that are to be refunded.</param>
internal sealed record PaymentFigures(
    long Answered, long Unanswered, long InTime, long LatePaid, long LateRefunds, long OtherRefunds, long Lost, long CountedTwice, long Otherwise, long Taken, long Paid, long RefundsDue);
