using CrossLive.FlashSales.Waiting;
using CrossLive.Rooms;

namespace CrossLive.FlashSales;

/// <summary>
/// What comes before a sale's queue: says for each command whether it goes in, waits in the waiting room, or is refused. Only claims that want something ever
/// wait: payments, looks, repeats, and claims whose answer costs nobody a turn go in.
/// </summary>
internal sealed class SaleEntrance(FlashSaleOptions options)
{
    /// <summary>One in so many places of the queue is not for claims.</summary>
    private const int ReservedPart = 10;

    /// <summary>Of those, half are not for repeats of claims either.</summary>
    private const int ReservedFromRepeatsPart = 2 * ReservedPart;

    private readonly WaitingRoom _room = new(new WaitingRoomLimits(
        Math.Min(options.WaitingRoomFromClaims, MaxClaimsOf(options)), options.MaxClaimsPerSecond, options.MaxWaitingBuyers, options.WaitingAgainMs, options.WaitingGoneMs));

    private readonly int _maxClaims = MaxClaimsOf(options);
    private readonly int _maxRepeats = options.MaxWaitingCommands - (options.MaxWaitingCommands / ReservedFromRepeatsPart);
    private long[] _settled = [];
    private int _firstTicket = int.MaxValue;
    private long _durableThrough = long.MaxValue;

    /// <summary>How many buyers wait.</summary>
    public int WaitingBuyers => _room.Count;

    /// <summary>When the next of them is let in; null where nobody waits.</summary>
    public long? NextTurnUnixMs(long nowUnixMs) => _room.NextTurnAtMs(nowUnixMs);

    /// <summary>Answers those of a call that do not go in.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sequencer">The sale, ahead of its log by the round that is on its way; null before it is opened, or where its storage failed.</param>
    /// <param name="queued">Commands that stand in the queue.</param>
    /// <param name="nowUnixMs">Now.</param>
    public void Judge(SaleCall call, SaleSequencer? sequencer, int queued, long nowUnixMs)
    {
        var claims = call.Commands.Count(command => command is ClaimPieces);
        if (queued + call.Open <= _maxClaims && _room.TryAdmitAll(claims, queued + call.Open - claims + call.Behind, nowUnixMs))
        {
            return;
        }

        // What is due first changes what there is to say: it is done in the round.
        var durableThrough = sequencer?.NextDueUnixMs <= nowUnixMs ? 0 : _durableThrough;
        for (var i = 0; i < call.Commands.Count; i++)
        {
            var answer = call.Commands[i] switch
            {
                ClaimPieces claim => JudgeClaim(call, i, claim, sequencer, queued, durableThrough, nowUnixMs),
                ReleaseClaim { Claim: 0 } leave when _room.Leave(leave.Buyer) => SaleAnswer.Done,
                _ => queued < options.MaxWaitingCommands ? null : Busy(queued),
            };
            if (answer is null)
            {
                queued++;
            }
            else
            {
                call.Answer(i, answer);
            }
        }
    }

    /// <summary>Those whose turn is now, for a round of decisions.</summary>
    /// <param name="firstTicket">The ticket that the first of them gets.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="nowUnixMs">Now.</param>
    public IReadOnlyList<ClaimPieces> Take(int firstTicket, int max, long nowUnixMs)
    {
        var claims = _room.Take(Math.Max(0, max), nowUnixMs);
        (_settled, _firstTicket) = (claims.Count == 0 ? [] : new long[claims.Count], claims.Count == 0 ? int.MaxValue : firstTicket);
        return claims;
    }

    /// <summary>Notes the answer to one of those who were taken; false where the ticket is none of theirs.</summary>
    public bool TakeAnswer(int ticket, SaleAnswer answer)
    {
        if (ticket < _firstTicket)
        {
            return false;
        }

        // A claim that came too late is not kept by the sale: there is nothing to look at, and it is told so whatever its key.
        _settled[ticket - _firstTicket] = answer is { Code: null, Status: not ClaimStatus.SoldOut } ? answer.Claim : 0;
        return true;
    }

    /// <summary>A round is on its way into the log.</summary>
    /// <param name="claimsBefore">How many claims there were before it.</param>
    /// <param name="changes">What happens in it. Where it only takes claims, those before it are what they were.</param>
    public void Append(long claimsBefore, IReadOnlyList<SaleChange> changes) =>
        _durableThrough = changes.All(change => change is ClaimTaken or SaleOpened or NewsTold) ? claimsBefore : 0;

    /// <summary>The round is durable.</summary>
    /// <param name="decided">How many claims it took, of those who waited and of others.</param>
    /// <param name="nowUnixMs">Now.</param>
    public void Settle(int decided, long nowUnixMs)
    {
        _room.Decided(decided, nowUnixMs);
        _room.Settle(_settled, nowUnixMs);
        (_settled, _firstTicket, _durableThrough) = ([], int.MaxValue, long.MaxValue);
    }

    /// <summary>The round failed: who was taken stands first again.</summary>
    public void PutBack()
    {
        _room.PutBack();
        (_settled, _firstTicket, _durableThrough) = ([], int.MaxValue, long.MaxValue);
    }

    private static int MaxClaimsOf(FlashSaleOptions options) => options.MaxWaitingCommands - (options.MaxWaitingCommands / ReservedPart);

    private static SaleAnswer Busy(int queued, long retryAfterMs = 1_000) =>
        SaleAnswer.No(Rejection.SaleBusy, $"{queued} wait before you: try again with the same key.", retryAfterMs);

    // Null where it goes in.
    private SaleAnswer? JudgeClaim(SaleCall call, int index, ClaimPieces claim, SaleSequencer? sequencer, int queued, long durableThrough, long nowUnixMs)
    {
        if (sequencer is null)
        {
            // Nothing is known of the sale. Who has a place keeps it; the others hear what is the matter.
            return !_room.Holds(claim.Buyer) && queued < _maxClaims ? null : Come(claim, queued, call.Behind, nowUnixMs);
        }

        // Whoever comes for what is durable already is told at once: a round takes a while, and a gateway's call is as slow as the slowest of its answers.
        var told = _room.Collect(claim.Buyer, claim.Key, nowUnixMs);
        if (sequencer.FindRepeat(claim, nowUnixMs) is { } known)
        {
            return known.Claim > 0 && known.Claim <= durableThrough ? known : queued < _maxRepeats ? null : Busy(queued);
        }

        if (told > 0 && queued < _maxRepeats)
        {
            var look = new LookAtClaim(told, claim.Buyer);
            if (told <= durableThrough)
            {
                return sequencer.Look(look, nowUnixMs);
            }

            call.Instead(index, look);
            return null;
        }

        return queued < _maxClaims && sequencer.NeedsNoTurn(claim, nowUnixMs) ? null : Come(claim, queued, call.Behind, nowUnixMs);
    }

    private SaleAnswer? Come(ClaimPieces claim, int queued, int behind, long nowUnixMs)
    {
        var answer = _room.Come(claim, queued, nowUnixMs, behind);
        return answer.IsAdmitted ? null : answer.Progress is { } progress ? SaleAnswer.InLine(progress) : Busy(queued, answer.RetryAfterMs);
    }
}
