using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims.Grains;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>
/// A crowd that comes faster than the sale decides, all settings as they are by themselves, through lanes like those of gateways: one call under way, the next one
/// gathers. Whoever finds too many before is to be given a place, and not to be turned away by the lane.
/// </summary>
internal sealed class Crowd
{
    private const int Buyers = 320_000;
    private const int InQueue = 50_000;

    // GatewayOptions.MaxWaitingCommands as it is by itself.
    private const int LaneLimit = 50_000;
    private const double JitterPart = 0.2;

    private readonly long[] _claims = new long[Buyers];
    private readonly LatencyMeter _firstAnswers = new();
    private readonly LatencyMeter _results = new();
    private long _inLine;
    private long _turnedAway;
    private long _refused;

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(SaleSilo silo, int gateways, int offeredPerSecond, ClaimsReport report, CancellationToken cancellationToken)
    {
        var grain = await silo.OpenAsync(string.Create(CultureInfo.InvariantCulture, $"crowd-{gateways}"), Buyers - InQueue, cancellationToken);
        var crowd = new Crowd();
        var startUs = MonotonicClock.NowUs;
        var bought = await Task.WhenAll(Enumerable.Range(0, gateways).Select(gateway => Task.Run(() => crowd.ComeAsync(grain, gateway, gateways, offeredPerSecond, startUs), cancellationToken)));
        await Task.WhenAll(bought.SelectMany(buying => buying));
        await crowd.ReportAsync(grain, gateways, offeredPerSecond, Buyers * 1e6 / (MonotonicClock.NowUs - startUs), report);
    }

    private async Task<IReadOnlyList<Task>> ComeAsync(IFlashSaleGrain grain, int gateway, int gateways, int offeredPerSecond, long startUs)
    {
        CommandInbox<SaleCommand>? lane = null;
        lane = new CommandInbox<SaleCommand>(
            async commands => [.. (await grain.ExecuteAsync(commands, lane?.WaitingCommands ?? 0)).Select(CommandAnswer.Of)], SaleCallLimits.MaxCommandsPerCall, LaneLimit);
        var schedule = new Schedule(startUs + gateway, offeredPerSecond / (double)gateways);
        var count = Buyers / gateways;
        var bought = new List<Task>(count);
        while (bought.Count < count)
        {
            for (var due = Math.Min(count, schedule.FirstFrom(MonotonicClock.NowUs)); bought.Count < due;)
            {
                bought.Add(BuyAsync(lane, (bought.Count * gateways) + gateway, schedule.DueUs(bought.Count)));
            }

            await Task.Delay(1);
        }

        return bought;
    }

    private async Task BuyAsync(CommandInbox<SaleCommand> lane, int buyer, long dueUs)
    {
        var claim = LineClaim.Of(buyer, 0);
        for (var comings = 1; ; comings++)
        {
            var answer = await lane.SendAsync(claim);
            if (comings == 1)
            {
                _firstAnswers.Record(MonotonicClock.NowUs - dueUs);
                Interlocked.Add(ref _inLine, answer.Code == Rejection.SaleWaiting ? 1 : 0);
            }

            if (answer is { IsDone: true, Sale: { } sale })
            {
                _results.Record(MonotonicClock.NowUs - dueUs);
                _claims[buyer] = sale.Claim;
                return;
            }

            if (answer.Code is not Rejection.SaleWaiting)
            {
                Interlocked.Increment(ref answer.Code is Rejection.RoomBusy or Rejection.SaleBusy ? ref _turnedAway : ref _refused);
            }

            if (answer.RetryAfterMs is not { } againMs)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(againMs * (1 + (JitterPart * Random.Shared.NextDouble()))));
        }
    }

    private async Task ReportAsync(IFlashSaleGrain grain, int gateways, int offeredPerSecond, double perSecond, ClaimsReport report)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{gateways} {(gateways == 1 ? "lane" : "lanes")}, {offeredPerSecond:N0}/s offered");
        report.Add(new ClaimFigures(ClaimParts.Waiting, "IFlashSaleGrain", name, perSecond, _firstAnswers.At(0.50), _firstAnswers.At(0.99)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"           {Buyers:N0} buyers: {_inLine:N0} were given a place, {_turnedAway:N0} times 'busy'; first answer p50 {_firstAnswers.At(0.5):F0} ms, p99 {_firstAnswers.At(0.99):F0} ms; result p50 {_results.At(0.5):F0} ms, p99 {_results.At(0.99):F0} ms"));
        report.Add(Bar.Exactly(ClaimParts.Waiting, $"{name}: claims turned away as busy", _turnedAway, 0));
        report.Add(Bar.Exactly(ClaimParts.Waiting, $"{name}: buyers refused or not served", _refused + _claims.Count(claim => claim == 0), 0));
        var view = (await grain.InspectAsync()).View!;
        report.Add(Bar.Exactly(ClaimParts.Waiting, $"{name}: pieces granted of the stock", view.ReservedPieces + view.PaidPieces, Buyers - InQueue));
        report.Add(Bar.Exactly(ClaimParts.Waiting, $"{name}: claims in the sale, one of each buyer", view.Claims, Buyers));
        report.Add(Bar.Exactly(ClaimParts.Waiting, $"{name}: buyers served out of the order in which they came at their gateway", Overtaken(gateways), 0));
    }

    private long Overtaken(int gateways) => Enumerable.Range(0, gateways).Sum(gateway =>
        Enumerable.Range(1, (Buyers / gateways) - 1).LongCount(number => _claims[(number * gateways) + gateway] < _claims[((number - 1) * gateways) + gateway]));
}
