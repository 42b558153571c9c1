using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims.Grains;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Publishing;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>
/// Three times as many buyers as a sale lets in. Each comes again when asked, one in ten under a new key each time, as after a reload; beside them the payments of those
/// who were served. Four in five find a piece, the others the queue for what comes back.
/// </summary>
internal sealed class PacedLine
{
    /// <summary>What the sale is set to let in.</summary>
    public const int LetInPerSecond = 10_000;

    private const int OfferedPerSecond = 3 * LetInPerSecond;
    private const int ReloaderPart = 10;
    private const double GrantedShare = 0.8;
    private const long MostInQueue = SaleLimits.MaxWaiting - 1;
    private const double JitterPart = 0.2;
    private const double MostEtaErrorPercent = 25;
    private const double MostP99Ms = 50;
    private const long LeastToldMs = 1_000;
    private const int Seed = 1;

    private readonly IFlashSaleGrain _grain;
    private readonly Random _random = new(Seed);
    private readonly PriorityQueue<int, long> _dues = new();
    private readonly int[] _reloads;
    private readonly long[] _claims;
    private readonly long[] _decidedAtMs;
    private readonly long[] _places;
    private readonly long[] _ahead;
    private readonly List<(int Buyer, long AtMs, long EtaMs)> _told = [];
    private readonly AnswerTally _tally = new();
    private readonly LatencyMeter _answers = new();
    private readonly PaymentsBeside _payments;
    private int _open;
    private long _comings;
    private long _refused;
    private long _longest;
    private long _grown;
    private long _renumbered;

    private PacedLine(IFlashSaleGrain grain, int buyers)
    {
        _grain = grain;
        _payments = new PaymentsBeside(grain, () => _longest);
        _open = buyers;
        (_reloads, _claims, _decidedAtMs, _places, _ahead) = (new int[buyers], new long[buyers], new long[buyers], new long[buyers], new long[buyers]);
    }

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(SaleSilo silo, TimeSpan window, ClaimsReport report, CancellationToken cancellationToken)
    {
        var buyers = (int)(OfferedPerSecond * window.TotalSeconds);
        var stock = Math.Max((long)(buyers * GrantedShare), buyers - MostInQueue);
        var line = new PacedLine(await silo.OpenAsync("line", stock, cancellationToken), buyers);
        await line._payments.WhileAsync(() => line.PlayAsync(buyers, report));
        await line.CheckAsync(stock, report);
    }

    private async Task PlayAsync(int buyers, ClaimsReport report)
    {
        var startUs = MonotonicClock.NowUs;
        var schedule = new Schedule(startUs, OfferedPerSecond);
        var came = 0;
        while (_open > 0)
        {
            var nowUs = MonotonicClock.NowUs;
            var batch = new List<int>();
            while (batch.Count < SaleCallLimits.MaxCommandsPerCall && _dues.TryPeek(out _, out var due) && due <= nowUs)
            {
                batch.Add(_dues.Dequeue());
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

            var answers = await _grain.ExecuteAsync([.. batch.Select(buyer => LineClaim.Of(buyer, _reloads[buyer]))]);
            var answeredUs = MonotonicClock.NowUs;
            _answers.Record(answeredUs - nowUs, batch.Count);
            _comings += batch.Count;
            for (var i = 0; i < batch.Count; i++)
            {
                Take(batch[i], answers[i], answeredUs);
            }
        }

        var perSecond = buyers * 1e6 / (MonotonicClock.NowUs - startUs);
        report.Add(new ClaimFigures(
            ClaimParts.Waiting, "IFlashSaleGrain", string.Create(CultureInfo.InvariantCulture, $"{OfferedPerSecond:N0}/s offered, {LetInPerSecond:N0}/s let in"), perSecond, _answers.At(0.50), _answers.At(0.99)));
    }

    private void Take(int buyer, SaleAnswer answer, long answeredUs)
    {
        if (answer.Waiting is not { } place)
        {
            _tally.Add([answer]);
            _refused += answer.Code is null ? 0 : 1;
            _claims[buyer] = answer.Claim;
            if (answer.Status == ClaimStatus.Reserved)
            {
                _decidedAtMs[buyer] = answer.UntilUnixMs - SaleTerms.LongPayWithinMs;
                _payments.Offer(answer.Claim);
            }

            _open--;
            return;
        }

        _longest = Math.Max(_longest, place.Ahead);
        _renumbered += _places[buyer] != 0 && _places[buyer] != place.Place ? 1 : 0;
        _grown += _places[buyer] != 0 && _ahead[buyer] < place.Ahead ? 1 : 0;
        (_places[buyer], _ahead[buyer]) = (place.Place, place.Ahead);
        if (place.EtaMs is { } etaMs)
        {
            _told.Add((buyer, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), etaMs));
        }

        _reloads[buyer] += buyer % ReloaderPart == 0 ? 1 : 0;
        _dues.Enqueue(buyer, answeredUs + (long)(place.AgainMs * 1_000 * (1 + (JitterPart * _random.NextDouble()))));
    }

    private async Task CheckAsync(long stock, ClaimsReport report)
    {
        double[] errors = [.. _told.Where(look => _decidedAtMs[look.Buyer] > 0).Select(look => (ActualMs: _decidedAtMs[look.Buyer] - look.AtMs, look.EtaMs)).Where(look => look.ActualMs >= LeastToldMs)
            .Select(look => Math.Abs(look.EtaMs - look.ActualMs) * 100.0 / look.ActualMs).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"           {_claims.Length:N0} buyers, {_comings:N0} comings, {_reloads.Sum():N0} of them under a new key, the longest line {_longest:N0}; {errors.Length:N0} times that were told, wrong by {At(errors, 0.5):F1} % (median), {At(errors, 0.95):F1} % (95 of 100); {_payments.Count:N0} payments beside them, p50 {_payments.P50Ms:F1} ms, p99 {_payments.P99Ms:F1} ms"));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "buyers refused or not served", _refused + _claims.Count(claim => claim == 0), 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "buyers served out of the order of first coming", _claims.Where((claim, buyer) => claim != buyer + 1).LongCount(), 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "places gained by those who reload, all of them together", Gained(), 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "looks at which more were ahead than at the look before", _grown, 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "looks at which the place had another number", _renumbered, 0));
        report.Add(Bar.AtMost(ClaimParts.Waiting, "time told against time taken, 95 of 100 looks, above 1 s", At(errors, 0.95), MostEtaErrorPercent, " %"));
        report.Add(Bar.AtMost(ClaimParts.Waiting, "p99 of a payment while they wait", _payments.Count == 0 ? null : _payments.P99Ms, MostP99Ms, " ms"));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "payments refused", _payments.Refused, 0));
        var view = (await _grain.InspectAsync()).View!;
        report.Add(Bar.Exactly(ClaimParts.Waiting, "pieces granted of the stock", view.ReservedPieces + view.PaidPieces, stock));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "claims answered 'reserved'", _tally.Of(ClaimStatus.Reserved), stock));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "claims answered 'waiting'", _tally.Of(ClaimStatus.Waiting), view.Waiting));
        report.Add(Bar.Exactly(ClaimParts.Waiting, "claims in the sale, one of each buyer", view.Claims, _claims.Length));
    }

    private long Gained() => _claims.Select((claim, buyer) => _reloads[buyer] > 0 ? Math.Max(0, buyer + 1 - claim) : 0).Sum();

    private static double At(double[] sorted, double quantile) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * quantile)];
}
