using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Publishing;

namespace CrossLive.LoadTests.Claims.Grains;

/// <summary>
/// Durable claims through the grain: callers that do what a gateway does, a call under way and the next one gathering. First as fast as it goes, then in the
/// open loop at a stated rate, where the last fifth finds nothing left.
/// </summary>
internal static class GrainPart
{
    private const int Gateways = 4;
    private const int ClosedBatch = 2_000;
    private const long LeastPerSecond = 100_000;
    private const double MostP99Ms = 50;
    private const double WarmUpSeconds = 6;
    private const double GrantedShare = 0.8;

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        await using var silo = await SaleSilo.StartAsync(cancellationToken);
        await RunClosedAsync(silo, "warm", TimeSpan.FromSeconds(WarmUpSeconds), cancellationToken);
        GC.Collect();
        var (perSecond, half) = await RunClosedAsync(silo, "closed", options.Window, cancellationToken);
        report.Add(new ClaimFigures(
            ClaimParts.Grain, "IFlashSaleGrain", $"{Gateways} callers, {ClosedBatch:N0} a call, at once", perSecond, half.At(0.50), half.At(0.99)));
        await RunOpenAsync(silo, "rehearsal", options, null, cancellationToken);
        GC.Collect();
        await RunOpenAsync(silo, "open", options, report, cancellationToken);
    }

    private static async Task<(double PerSecond, LatencyMeter Latency)> RunClosedAsync(SaleSilo silo, string sale, TimeSpan window, CancellationToken cancellationToken)
    {
        var grain = await silo.OpenAsync(sale, SaleLimits.MaxStock, cancellationToken);
        var meter = new LatencyMeter();
        var startUs = MonotonicClock.NowUs;
        var endUs = startUs + (long)window.TotalMicroseconds;
        var counts = await Task.WhenAll(Enumerable.Range(0, Gateways).Select(gateway => Task.Run(
            async () =>
            {
                var buyers = new BuyerClaims(gateway);
                for (long answered = 0; ; answered += ClosedBatch)
                {
                    var sentUs = MonotonicClock.NowUs;
                    if (sentUs >= endUs)
                    {
                        return answered;
                    }

                    await grain.ExecuteAsync(buyers.Next(ClosedBatch));
                    meter.Record(MonotonicClock.NowUs - sentUs, ClosedBatch);
                }
            },
            cancellationToken)));
        return (counts.Sum() * 1e6 / (MonotonicClock.NowUs - startUs), meter);
    }

    private static async Task RunOpenAsync(SaleSilo silo, string sale, ClaimsOptions options, ClaimsReport? report, CancellationToken cancellationToken)
    {
        var claims = (long)(options.GrainRate * options.Window.TotalSeconds);
        var stock = Math.Min(SaleLimits.MaxStock, (long)(claims * GrantedShare));
        var grain = await silo.OpenAsync(sale, stock, cancellationToken);
        var (meter, tally) = (new LatencyMeter(), new AnswerTally());
        var startUs = MonotonicClock.NowUs;
        var answered = (await Task.WhenAll(Enumerable.Range(0, Gateways).Select(gateway => Task.Run(
            () => SendAsync(grain, new BuyerClaims(gateway), new Schedule(startUs + gateway, options.GrainRate / (double)Gateways), claims / Gateways, meter, tally), cancellationToken)))).Sum();
        var perSecond = answered * 1e6 / (MonotonicClock.NowUs - startUs);
        if (report is null)
        {
            return;
        }

        report.Add(new ClaimFigures(
            ClaimParts.Grain, "IFlashSaleGrain", string.Create(CultureInfo.InvariantCulture, $"open loop, {options.GrainRate:N0}/s due"), perSecond, meter.At(0.50), meter.At(0.99)));
        report.AddAtLeast(ClaimParts.Grain, "durable claims, open loop", perSecond, LeastPerSecond, "/s");
        report.Add(Bar.AtMost(ClaimParts.Grain, "p99 from the due time, open loop", meter.At(0.99), MostP99Ms, " ms"));
        await CheckAsync(grain, stock, answered, tally, report);
    }

    // As a gateway does: a call is under way, what comes meanwhile is the next one.
    private static async Task<long> SendAsync(IFlashSaleGrain grain, BuyerClaims buyers, Schedule schedule, long claims, LatencyMeter meter, AnswerTally tally)
    {
        long sent = 0;
        while (sent < claims)
        {
            var due = Math.Min(claims, schedule.FirstFrom(MonotonicClock.NowUs));
            if (due <= sent)
            {
                await Task.Delay(1);
                continue;
            }

            var count = (int)Math.Min(due - sent, SaleCallLimits.MaxCommandsPerCall);
            var answers = await grain.ExecuteAsync(buyers.Next(count));
            var nowUs = MonotonicClock.NowUs;
            for (var i = 0; i < count; i++)
            {
                meter.Record(nowUs - schedule.DueUs(sent + i));
            }

            tally.Add(answers);
            sent += count;
        }

        return sent;
    }

    private static async Task CheckAsync(IFlashSaleGrain grain, long stock, long answered, AnswerTally tally, ClaimsReport report)
    {
        var view = (await grain.InspectAsync()).View!;
        report.Add(Bar.Exactly(ClaimParts.Grain, "pieces granted of the stock", view.ReservedPieces + view.PaidPieces, stock));
        report.Add(Bar.Exactly(ClaimParts.Grain, "claims answered 'reserved'", tally.Of(ClaimStatus.Reserved), stock));
        report.Add(Bar.Exactly(ClaimParts.Grain, "claims answered 'waiting'", tally.Of(ClaimStatus.Waiting), view.Waiting));
        report.Add(Bar.Exactly(ClaimParts.Grain, "claims in the sale, all that were answered", view.Claims, answered));
        report.Add(Bar.Exactly(ClaimParts.Grain, "claims refused", tally.Refused, 0));
    }
}
