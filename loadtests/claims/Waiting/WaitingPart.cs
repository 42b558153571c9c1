using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Waiting;
using CrossLive.LoadTests.Claims.Grains;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>
/// Three times as many buyers as a sale lets in, through the grain: each comes again when asked, one in ten under a new key each time. Then what a full waiting
/// room holds in memory.
/// </summary>
internal static class WaitingPart
{
    private const int LetIn = 10_000;
    private const int Offered = 3 * LetIn;
    private const int ReloaderPart = 10;
    private const int RoomBuyers = 500_000;
    private const double JitterPart = 0.2;
    private const double MostEtaErrorPercent = 25;
    private const double MostBytesPerBuyer = 600;
    private const long LeastToldMs = 1_000;
    private const int Seed = 1;

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        await using (var silo = await SaleSilo.StartAsync(cancellationToken, sales => sales.MaxClaimsPerSecond = LetIn))
        {
            var buyers = (int)(Offered * options.Window.TotalSeconds);
            var grain = await silo.OpenAsync("line", buyers, cancellationToken);
            await PlayAsync(grain, buyers, report);
        }

        MeasureMemory(report);
    }

    private static async Task PlayAsync(IFlashSaleGrain grain, int buyers, ClaimsReport report)
    {
        var random = new Random(Seed);
        var dues = new PriorityQueue<int, long>();
        var (reloads, claims, decidedAtMs) = (new int[buyers], new long[buyers], new long[buyers]);
        var told = new List<(int Buyer, long AtMs, long EtaMs)>();
        var startUs = MonotonicClock.NowUs;
        var schedule = new Schedule(startUs, Offered);
        var (came, open, comings, refused, longest) = (0, buyers, 0L, 0L, 0L);
        while (open > 0)
        {
            var nowUs = MonotonicClock.NowUs;
            var batch = new List<int>();
            while (batch.Count < SaleCallLimits.MaxCommandsPerCall && dues.TryPeek(out var again, out var due) && due <= nowUs)
            {
                batch.Add(dues.Dequeue());
            }

            for (var first = Math.Min(buyers, schedule.FirstFrom(nowUs)); came < first && batch.Count < SaleCallLimits.MaxCommandsPerCall; came++)
            {
                batch.Add(came);
            }

            if (batch.Count == 0)
            {
                await Task.Delay(1);
                continue;
            }

            comings += batch.Count;
            var answers = await grain.ExecuteAsync([.. batch.Select(buyer => ClaimOf(buyer, reloads[buyer]))]);
            var (answeredUs, answeredMs) = (MonotonicClock.NowUs, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            for (var i = 0; i < batch.Count; i++)
            {
                var (buyer, answer) = (batch[i], answers[i]);
                if (answer.Waiting is { } place)
                {
                    longest = Math.Max(longest, place.Ahead);
                    if (place.EtaMs is { } etaMs)
                    {
                        told.Add((buyer, answeredMs, etaMs));
                    }

                    reloads[buyer] += buyer % ReloaderPart == 0 ? 1 : 0;
                    dues.Enqueue(buyer, answeredUs + (long)(place.AgainMs * 1_000 * (1 + (JitterPart * random.NextDouble()))));
                    continue;
                }

                refused += answer.Code is null ? 0 : 1;
                (claims[buyer], decidedAtMs[buyer]) = (answer.Claim, answer.UntilUnixMs - SaleTerms.LongPayWithinMs);
                open--;
            }
        }

        var perSecond = buyers * 1e6 / (MonotonicClock.NowUs - startUs);
        report.Add(new ClaimFigures(ClaimParts.Waiting, "IFlashSaleGrain", string.Create(CultureInfo.InvariantCulture, $"{Offered:N0}/s offered, {LetIn:N0}/s let in"), perSecond));
        double[] errors = [.. told.Select(look => (ActualMs: decidedAtMs[look.Buyer] - look.AtMs, look.EtaMs)).Where(look => look.ActualMs >= LeastToldMs)
            .Select(look => Math.Abs(look.EtaMs - look.ActualMs) * 100.0 / look.ActualMs).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"           {buyers:N0} buyers, {comings:N0} comings, the longest line {longest:N0}; {errors.Length:N0} times that were told, wrong by {At(errors, 0.5):F1} % (median), {At(errors, 0.95):F1} % (95 of 100)"));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "buyers refused or not served", refused + claims.Count(claim => claim == 0), 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "buyers served out of the order of first coming", claims.Where((claim, buyer) => claim != buyer + 1).LongCount(), 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "places gained by those who reload, all of them together", Gained(claims, reloads), 0));
        report.Add(Bar.AtMost(ClaimParts.Waiting, "time told against time taken, 95 of 100 looks, above 1 s", At(errors, 0.95), MostEtaErrorPercent, " %"));
    }

    private static long Gained(long[] claims, int[] reloads) => claims.Select((claim, buyer) => reloads[buyer] > 0 ? Math.Max(0, buyer + 1 - claim) : 0).Sum();

    private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * quantile)];

    private static void MeasureMemory(ClaimsReport report)
    {
        var room = new WaitingRoom(new WaitingRoomLimits(1, 1_000_000, RoomBuyers, 5_000, 15_000));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var buyer = 0; buyer < RoomBuyers; buyer++)
        {
            room.Come(ClaimOf(buyer, 0), 1, buyer / 1_000);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)room.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"           {room.Count:N0} buyers in a waiting room: {bytes:F0} bytes each, their claims included"));
        report.Add(Bar.AtMost(ClaimParts.Waiting, "memory of a full waiting room, a buyer", bytes, MostBytesPerBuyer, " bytes"));
        GC.KeepAlive(room);
    }

    private static ClaimPieces ClaimOf(int buyer, int reload) => new(
        new CommandKey(unchecked(((ulong)buyer + 1) * 0x9E37_79B9_7F4A_7C15), (ulong)reload), 1, string.Create(CultureInfo.InvariantCulture, $"web/viewer-{buyer}"), PlatformId.Web, 1,
        HubClaimWire.Currency, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000, 0);
}
