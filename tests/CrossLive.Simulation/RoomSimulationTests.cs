using System.Globalization;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace CrossLive.Simulation;

public sealed class RoomSimulationTests(ITestOutputHelper output)
{
    private const int NormalSeeds = 500;

    /// <summary>Seeds from 1; CROSSLIVE_SIM_SEEDS runs more of them, CROSSLIVE_SIM_SEED only one.</summary>
    [Fact]
    public void No_seed_breaks_an_invariant()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var steps = 0L;
        foreach (var seed in Seeds())
        {
            var simulation = Replayable(seed);
            steps += simulation.Steps;
            foreach (var (what, count) in simulation.Witness.Seen)
            {
                seen[what] = seen.GetValueOrDefault(what) + count;
            }
        }

        output.WriteLine($"{steps} steps; {string.Join(", ", seen.Select(entry => $"{entry.Value} {entry.Key}"))}");
    }

    [Fact]
    public void The_seeds_reach_everything_that_can_go_wrong()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 1; seed <= 60; seed++)
        {
            seen.UnionWith(Replayable(seed).Witness.Seen.Keys);
        }

        string[] expected =
        [
            "acknowledged commands", "acknowledged repeats", "appends Fenced", "appends Full", "appends MayBeWritten", "appends Unavailable", "appends Written",
            "busy", "crashes", "fresh viewers", "gaps", "gateways replaced", "late writes", "late writes fenced", "lost deliveries", "rounds in several appends", "snapshots", "splits",
            "take-overs", "viewers ahead of their gateway", "viewers before attachment", "viewers outside the window", "viewers resumed",
        ];
        expected.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public void A_seed_gives_the_same_run_every_time()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var (first, second) = (Replayable(seed), Replayable(seed));
            first.Steps.ShouldBe(second.Steps);
            first.Witness.Replayed.Hash().ShouldBe(second.Witness.Replayed.Hash());
            first.Witness.Seen.ShouldBe(second.Witness.Seen, ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData(Sabotage.LogFencesNobody, "had taken over|was stored after")]
    [InlineData(Sabotage.LogIgnoresEpochs, "had taken over")]
    [InlineData(Sabotage.AnswersBeforeAppend, "was acknowledged")]
    [InlineData(Sabotage.PublishesBeforeAppend, "is not in the log")]
    [InlineData(Sabotage.AttachesFromPlannedState, "is not in the log")]
    [InlineData(Sabotage.KeepsStateAfterFailedAppend, "was acknowledged|does not follow")]
    [InlineData(Sabotage.ReplaysWithoutKeys, "two effects|happened twice")]
    [InlineData(Sabotage.RecoversFromSnapshotAlone, "without an answer|was acknowledged")]
    [InlineData(Sabotage.SendersChangeKeys, "happened twice")]
    [InlineData(Sabotage.RoomDropsKeys, "happened twice|does not answer")]
    [InlineData(Sabotage.GatewaysSkipGaps, "was shown")]
    [InlineData(Sabotage.ResumesOneTooEarly, "was shown")]
    [InlineData(Sabotage.ResumesOneTooLate, "was shown")]
    [InlineData(Sabotage.GatewaysDistrustViewersAhead, "was started over")]
    [InlineData(Sabotage.ClockGoesBack, "Time went back")]
    public void A_mistake_in_the_system_is_noticed(Sabotage sabotage, string complaint)
    {
        var complaints = Enumerable.Range(1, 60).Select(seed => ComplaintOf(seed, sabotage)).OfType<string>().ToArray();
        output.WriteLine($"{complaints.Length} of 60 seeds notice it: {string.Join(" | ", complaints.Take(3))}");
        complaints.ShouldContain(text => complaint.Split('|').Any(text.Contains));
    }

    private static string? ComplaintOf(int seed, Sabotage sabotage)
    {
        try
        {
            RoomSimulation.Run(seed, sabotage);
            return null;
        }
        catch (Exception broken) when (broken is InvariantBrokenException or InvalidOperationException)
        {
            // The product's own checks count as well: an event that does not follow is refused by the view.
            return broken.Message;
        }
    }

    private static RoomSimulation Replayable(int seed)
    {
        try
        {
            return RoomSimulation.Run(seed);
        }
        catch (Exception e)
        {
            throw new InvariantBrokenException($"Seed {seed}: {e.Message}\nAgain: CROSSLIVE_SIM_SEED={seed} dotnet test tests/CrossLive.Simulation --filter No_seed_breaks_an_invariant\n{e}");
        }
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("CROSSLIVE_SIM_SEED") is { } only)
        {
            return [only];
        }

        return Enumerable.Range(1, Number("CROSSLIVE_SIM_SEEDS") ?? NormalSeeds);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
