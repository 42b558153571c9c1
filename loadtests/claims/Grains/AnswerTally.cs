using CrossLive.FlashSales;

namespace CrossLive.LoadTests.Claims.Grains;

/// <summary>How many claims were answered with what.</summary>
internal sealed class AnswerTally
{
    private readonly long[] _byStatus = new long[Enum.GetValues<ClaimStatus>().Length];
    private long _refused;

    /// <summary>Claims that were not taken.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Counts answers.</summary>
    public void Add(IReadOnlyList<SaleAnswer> answers)
    {
        foreach (var answer in answers)
        {
            Interlocked.Increment(ref answer.Code is null ? ref _byStatus[(int)answer.Status] : ref _refused);
        }
    }

    /// <summary>Claims that came to this.</summary>
    public long Of(ClaimStatus status) => Interlocked.Read(ref _byStatus[(int)status]);
}
