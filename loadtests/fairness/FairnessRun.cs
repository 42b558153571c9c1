using CrossLive.LoadTests.Fairness.Latency;
using CrossLive.LoadTests.Fairness.Measures;
using CrossLive.LoadTests.Fairness.Results;
using CrossLive.LoadTests.Fairness.Sales;

namespace CrossLive.LoadTests.Fairness;

/// <summary>Simulates the sales and puts their figures together. The same options give the same results.</summary>
internal sealed class FairnessRun(FairnessOptions options)
{
    private const double Liars = 0.1;

    // Half a second lies between two probes: queues that stand for some seconds.
    private const double Persistence = 0.9;

    /// <summary>What the run goes through.</summary>
    public static readonly IReadOnlyList<string> Steps = ["symmetric", "asymmetric", "no near servers", "identity", "liars", "liars, transport hidden", "waits that persist", "window"];

    /// <summary>Runs it.</summary>
    /// <param name="started">Called with each of <see cref="Steps"/>.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public FairnessResults Run(Action<string> started, CancellationToken cancellationToken)
    {
        var isThere = options.Data is { Exists: true };
        var matrix = LatencyMatrix.Parse(isThere ? File.ReadAllBytes(options.Data!.FullName) : LatencyMatrix.Generate(options.Seed));
        var servers = ServerPlaces.Choose(matrix, options.Servers);
        Buyer[][] Sell(int step, SaleSettings settings)
        {
            cancellationToken.ThrowIfCancellationRequested();
            started(Steps[step]);

            // A sale's numbers do not depend on how many the sales before it took.
            return [.. servers.Select((room, i) => new SaleModel(matrix, servers, room, settings).Run(options.Buyers, new Random(HashOf(options.Seed, step, i))))];
        }

        var symmetric = Sell(0, SaleSettings.Symmetric);
        var asymmetric = Sell(1, SaleSettings.Asymmetric);
        var far = Sell(2, SaleSettings.Asymmetric with { HasNearServers = false });
        var identity = Sell(3, SaleSettings.Asymmetric with { HasJitter = false, HasNearServers = false });
        var liars = Sell(4, SaleSettings.Asymmetric with { LiarShare = Liars });
        var hidden = Sell(5, SaleSettings.Asymmetric with { LiarShare = Liars, IsTransportKnown = false });
        var persisting = Sell(6, SaleSettings.Asymmetric with { Persistence = Persistence });
        started(Steps[7]);
        var results = new FairnessResults
        {
            Seed = options.Seed,
            Data = isThere ? options.Data!.FullName : $"generated (no file {options.Data?.FullName ?? "given"})",
            Cities = matrix.Cities,
            Servers = servers.Length,
            Buyers = options.Buyers,
            Settings =
            [
                SettingResult.Of(SaleSettings.Symmetric.Name, symmetric, options.Seed),
                SettingResult.Of(SaleSettings.Asymmetric.Name, asymmetric, options.Seed),
                SettingResult.Of("asymmetric, no near servers", far, options.Seed),
                SettingResult.Of("asymmetric, waits persist", persisting, options.Seed),
            ],
            IdentityErrorUs = identity.SelectMany(sale => sale).Where(buyer => buyer.ResponseUs > FlashSales.Fairness.FairnessLimits.HumanFloorMs * 1e3).Max(buyer => Math.Abs(buyer.MeasuredUs - buyer.ResponseUs)),
            Lies = [.. LieResult.Of(liars, isTransportKnown: true), .. LieResult.Of(hidden, isTransportKnown: false)],
            HonestAmongLiars = OrderShares.Of(liars.Select(sale => PairOrder.Of(SaleOrder.Fair(sale, options.Seed)))),
            Draw = DrawResult.Of(asymmetric[0], options.Seed),
            Curve = CurvePoint.Curve(asymmetric, options.Seed),
        };
        return results with { Bars = FairnessBars.Of(results) };
    }

    // HashCode is another one in each process.
    private static int HashOf(int seed, int step, int sale) => unchecked((((seed * 486_187_739) + step) * 16_777_619) + sale);
}
