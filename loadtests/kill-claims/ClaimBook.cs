using CrossLive.LoadTests.Swarm.Claims;

namespace CrossLive.LoadTests.KillClaims;

/// <summary>What each claim was answered. Claims are numbered through over all sales; 10 bytes each.</summary>
internal sealed class ClaimBook(int claims)
{
    private readonly int[] _numbers = new int[claims];
    private readonly int[] _buyers = new int[claims];
    private readonly sbyte[] _states = new sbyte[claims];
    private const sbyte Open = 0;
    private const sbyte Refused = -1;
    private const sbyte RepeatedAnswer = 100;
    private int _next = -1;
    private int _answered;
    private long _contradictions;

    /// <summary>Claims in all.</summary>
    public int Count => claims;

    /// <summary>Claims that have their answer.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>Answers to a repeat that named another claim than before: a double grant.</summary>
    public long Contradictions => Interlocked.Read(ref _contradictions);

    /// <summary>The number that the next claim will have.</summary>
    public int Next => Volatile.Read(ref _next) + 1;

    /// <summary>A new claim of a buyer; null where there is none before <paramref name="below"/>.</summary>
    public int? TakeNext(int buyer, int below)
    {
        while (Volatile.Read(ref _next) is var last && last + 1 < Math.Min(below, claims))
        {
            if (Interlocked.CompareExchange(ref _next, last + 1, last) == last)
            {
                _buyers[last + 1] = buyer;
                return last + 1;
            }
        }

        return null;
    }

    /// <summary>Whose it is.</summary>
    public int BuyerOf(int claim) => _buyers[claim];

    /// <summary>True where it was answered with a number, which is given with the status; null where that came with a repeat and may be a later one.</summary>
    public bool TryGet(int claim, out int number, out int? status)
    {
        (number, status) = (_numbers[claim], _states[claim] == RepeatedAnswer ? null : _states[claim]);
        return number > 0;
    }

    /// <summary>True where the limit refused it.</summary>
    public bool IsRefused(int claim) => _states[claim] == Refused;

    /// <summary>Notes an answer; the second one to a claim has to be the same.</summary>
    public void Note(int claim, ClaimAnswer answer)
    {
        var isFirst = _states[claim] == Open && _numbers[claim] == 0;
        if (!isFirst)
        {
            if (answer.IsOk && answer.Number != _numbers[claim])
            {
                Interlocked.Increment(ref _contradictions);
            }

            return;
        }

        _numbers[claim] = answer.IsOk ? (int)answer.Number : 0;
        _states[claim] = !answer.IsOk ? Refused : answer.IsRepeat || answer.Status == 0 ? RepeatedAnswer : (sbyte)answer.Status;
        Interlocked.Increment(ref _answered);
    }
}
