using CrossLive.Client;
using CrossLive.FlashSales.Fairness;
using CrossLive.LoadTests.Fairness.Latency;

namespace CrossLive.LoadTests.Fairness.Sales;

/// <summary>One sale in a room on one server: buyers anywhere, each connected to the nearest server, which stamps what comes.</summary>
/// <param name="matrix">Round trips between cities.</param>
/// <param name="servers">Cities with servers.</param>
/// <param name="room">The city whose server has the room.</param>
/// <param name="settings">What kind of sale.</param>
internal sealed class SaleModel(LatencyMatrix matrix, int[] servers, int room, SaleSettings settings)
{
    /// <summary>The announced opening: any time will do.</summary>
    public const long OpensAtUnixMs = 1_800_000_000_000;

    private const double UsPerMs = 1_000;

    // The person.
    private const double MedianResponseUs = 320_000, ResponseSigma = 0.25;

    // The client: when its loop comes to a message, how late its timer is, how fine and how true its clock is.
    private const double MeanLoopUs = 200, MostTimerUs = 1_000, ClockStepUs = 100, MostDrift = 50e-6, MostOriginMs = 1e9;

    // The server: until a message is read and its time taken; how wrong its clock is.
    private const double MeanReadUs = 100, AnswerUs = 50, MostClockErrorUs = 500;

    // Programs.
    private const double LeastDelayUs = 20_000, MostDelayUs = 300_000, MostEarlyUs = 200_000, TryEveryUs = 10_000;

    // What the kernel has seen before the opening, at the least: the handshakes, the page, the probes.
    private const int TransportSamples = 20;
    private static readonly Lie[] Lies = [Lie.FalseFigure, Lie.DelaysAll, Lie.DelaysSome, Lie.FiresAtOpening, Lie.FiresEarly];

    /// <summary>Runs the sale.</summary>
    public Buyer[] Run(int buyers, Random random)
    {
        var clockErrors = servers.ToDictionary(server => server, _ => Jitter(Draw.Between(random, -MostClockErrorUs, MostClockErrorUs)));
        var liars = (int)Math.Round(buyers * settings.LiarShare);
        return [.. Enumerable.Range(0, buyers).Select(i => Buy(i < liars ? Lies[i % Lies.Length] : Lie.None, clockErrors, random))];
    }

    private Buyer Buy(Lie lie, Dictionary<int, double> clockErrors, Random random)
    {
        var city = random.Next(matrix.Cities);
        var server = settings.HasNearServers ? servers.MinBy(near => matrix[city, near].MeanUs) : room;
        var downShare = Draw.Between(random, settings.LeastDownShare, settings.MostDownShare);
        var path = new Path(matrix[city, server], downShare, settings.HasJitter, settings.Persistence);
        var direct = new Path(matrix[city, room], downShare, settings.HasJitter, settings.Persistence);
        var clockErrorUs = clockErrors[server];
        var clock = new ClientClock(Draw.Between(random, 0, MostOriginMs), Jitter(Draw.Between(random, -MostDrift, MostDrift)));
        var delayUs = lie is Lie.DelaysAll or Lie.DelaysSome ? Draw.Between(random, LeastDelayUs, MostDelayUs) : 0;
        var (best, window, lastUs) = Probe(path, clock, clockErrorUs, lie, delayUs, random);
        var plan = ReleasePlan.From(OpensAtUnixMs, best.OffsetMs, best.RoundTripMs, 0);
        var openedUs = clock.TrueUs(plan.ShowAtLocalMs) + Jitter(Draw.Between(random, 0, MostTimerUs));

        // What an honest client on this way would have taken for the opening, had no packet waited.
        var dueUs = -clockErrorUs - ((path.LeastUpUs - path.LeastDownUs) / 2);
        var response = MedianResponseUs * Math.Exp(ResponseSigma * Draw.Normal(random));
        var pressedUs = openedUs + response;
        var stampUs = Arrive(pressedUs, path, random) + clockErrorUs;
        switch (lie)
        {
            case Lie.FiresAtOpening:
                pressedUs = openedUs;
                stampUs = Arrive(pressedUs, path, random) + clockErrorUs;
                break;
            case Lie.FiresEarly:
                pressedUs = dueUs - Draw.Between(random, 0, MostEarlyUs);
                while ((stampUs = Arrive(pressedUs, path, random) + clockErrorUs) < 0)
                {
                    pressedUs += TryEveryUs;
                }

                break;
        }

        var broadcastUs = direct.Down(random);
        return new Buyer
        {
            ResponseUs = lie == Lie.None ? response : pressedUs - dueUs,
            OpenedUs = openedUs,
            BroadcastUs = broadcastUs,
            BroadcastArrivalUs = Arrive(broadcastUs + response, direct, random),
            StampUs = stampUs,
            AtRoomUs = stampUs - clockErrorUs + (server == room ? 0 : new Path(matrix[server, room], 0.5, settings.HasJitter).Up(random)),
            Credit = window.At((long)lastUs, settings.IsTransportKnown ? Transport(path, random) : null),
            OwnUs = lie == Lie.None ? Step(response * (1 + clock.Drift)) : 0,
            Lie = lie,
            DelayUs = delayUs,
        };
    }

    // As a client does before an opening, by the real rules: comparisons of clocks by the plan's schedule, the best by the client's estimator.
    private (ClockProbe Best, RoundTripWindow Window, double LastUs) Probe(Path path, ClientClock clock, double clockErrorUs, Lie lie, double delayUs, Random random)
    {
        var estimator = new ClockEstimator();
        var window = new RoundTripWindow();
        var lastUs = double.MinValue;
        var number = 0UL;
        var from = -ReleasePlan.ProbeFromMs + Draw.Between(random, 0, ReleasePlan.ProbeIntervalMs);
        for (var atMs = from; atMs <= -ReleasePlan.ProbeUntilMs; atMs += ReleasePlan.ProbeIntervalMs)
        {
            var askedUs = atMs * UsPerMs;
            var readUs = askedUs + path.Up(random) + Jitter(Draw.Exponential(random, MeanReadUs));
            var answeredUs = readUs + Jitter(AnswerUs);
            var seenUs = answeredUs + path.Down(random) + Jitter(Draw.Exponential(random, MeanLoopUs));
            estimator.Add(new ClockProbe(clock.LocalMs(askedUs), UnixMs(readUs + clockErrorUs), UnixMs(answeredUs + clockErrorUs), clock.LocalMs(seenUs)));
            var heldUs = lie == Lie.DelaysAll || (lie == Lie.DelaysSome && number % 2 == 0) ? delayUs : 0;
            lastUs = seenUs + heldUs + path.Up(random) + Jitter(Draw.Exponential(random, MeanReadUs));
            window.Answer(++number, Micros(answeredUs));
            window.Acknowledge(number, Micros(lastUs));
        }

        return (estimator.Best!.Value, window, Micros(lastUs));
    }

    private static long Transport(Path path, Random random) => (long)Enumerable.Range(0, TransportSamples).Min(_ => path.Down(random) + path.Up(random));

    private double Arrive(double pressedUs, Path path, Random random) =>
        pressedUs + Jitter(Draw.Exponential(random, MeanLoopUs)) + path.Up(random) + Jitter(Draw.Exponential(random, MeanReadUs));

    private double Jitter(double us) => settings.HasJitter ? us : 0;

    private static double UnixMs(double us) => OpensAtUnixMs + (us / UsPerMs);

    // The server's monotonic clock, any origin.
    private static long Micros(double us) => (long)Math.Round(us) + 1_000_000_000;

    private static long Step(double us) => (long)(Math.Round(us / ClockStepUs) * ClockStepUs);

    /// <summary>A client's monotonic clock.</summary>
    private sealed record ClientClock(double OriginMs, double Drift)
    {
        public double LocalMs(double trueUs) => OriginMs + (trueUs * (1 + Drift) / UsPerMs);

        public double TrueUs(double localMs) => (localMs - OriginMs) * UsPerMs / (1 + Drift);
    }
}
