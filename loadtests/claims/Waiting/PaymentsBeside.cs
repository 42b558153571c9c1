using System.Collections.Concurrent;
using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>Payments of those who were served, one after the other, while very many wait: they may not have to. Only those are measured that meet a long line.</summary>
internal sealed class PaymentsBeside(IFlashSaleGrain grain, Func<long> longest)
{
    private const int LongLine = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly ConcurrentQueue<long> _claims = new();
    private readonly LatencyMeter _meter = new();

    /// <summary>How many were measured.</summary>
    public long Count => _meter.Count;

    /// <summary>Their median.</summary>
    public double P50Ms => _meter.At(0.50);

    /// <summary>Of a hundred, all but one were faster.</summary>
    public double P99Ms => _meter.At(0.99);

    /// <summary>Payments that were not taken.</summary>
    public long Refused { get; private set; }

    /// <summary>A claim that can be paid.</summary>
    public void Offer(long claim) => _claims.Enqueue(claim);

    /// <summary>Pays while something runs.</summary>
    public async Task WhileAsync(Func<Task> run)
    {
        using var over = new CancellationTokenSource();
        var paying = PayAsync(over.Token);
        try
        {
            await run();
        }
        finally
        {
            await over.CancelAsync();
            await paying;
        }
    }

    private async Task PayAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, CancellationToken.None);
            if (!_claims.TryDequeue(out var claim))
            {
                continue;
            }

            var isMeasured = longest() >= LongLine;
            var sentUs = MonotonicClock.NowUs;
            var answers = await grain.ExecuteAsync([new PayClaim(claim, string.Create(CultureInfo.InvariantCulture, $"pay-{claim}"), new Money(SaleTerms.PriceMinorUnits, HubClaimWire.Currency))]);
            Refused += answers[0].Code is null ? 0 : 1;
            if (isMeasured)
            {
                _meter.Record(MonotonicClock.NowUs - sentUs);
            }
        }
    }
}
