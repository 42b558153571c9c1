using System.Diagnostics;
using System.Security.Cryptography;
using CrossLive.FlashSales;
using CrossLive.FlashSales.Fairness;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Native;
using CrossLive.Rooms;

namespace CrossLive.LoadTests.Claims.Memory;

/// <summary>Decisions alone: one thread, rounds as the writer makes them, every claim from another buyer.</summary>
internal static class MemoryPart
{
    private const int Claims = 1_000_000;
    private const int ClaimsPerRound = 2_000;
    private const int Rounds = 5;
    private const int WarmUps = 2;
    private const long LeastPerSecond = 1_000_000;
    private const long OpensAtUnixMs = 1_000_000;

    /// <summary>Measures it: once where all get something, once where most come too late.</summary>
    public static void Run(ClaimsReport report)
    {
        var commands = Enumerable.Range(0, Claims).Select(ClaimOf).ToArray();
        foreach (var (stock, load) in new[] { (Claims, "all granted"), (Claims / 100, "1 in 100 granted, others wait or come too late") })
        {
            var measured = Enumerable.Range(0, WarmUps + Rounds).Select(_ => Measure(commands, stock, report)).Skip(WarmUps).ToArray();
            var perSecond = measured.Select(round => round.PerSecond).Order().ElementAt(Rounds / 2);
            var perCpuSecond = measured.Select(round => round.PerCpuSecond).Order().ElementAt(Rounds / 2);
            report.Add(new ClaimFigures(
                ClaimParts.Memory, "SaleSequencer", load, perSecond, CpuUsPerClaim: 1e6 / perCpuSecond, ServerCores: perSecond / perCpuSecond, BytesPerClaim: measured[^1].Bytes));

            // By the thread's own CPU time: what others on the machine take from it says nothing about the decisions.
            report.AddAtLeast(ClaimParts.Memory, $"decisions a second of CPU, {load}, median of {Rounds}", perCpuSecond, LeastPerSecond, "/s");
        }
    }

    private static (double PerSecond, double PerCpuSecond, double Bytes) Measure(ClaimPieces[] commands, long stock, ClaimsReport report)
    {
        var sequencer = new SaleSequencer(new SaleState());
        var plan = new SalePlan();
        sequencer.Add(plan, 0, new ScheduleSale(SaleTerms.Offer("memory", stock, OpensAtUnixMs), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes), RandomNumberGenerator.GetBytes(FairnessLimits.SeedBytes)), 0);
        sequencer.Add(plan, 1, new ArmSale(), 0);
        GC.Collect();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var (startedAt, cpuUs) = (Stopwatch.GetTimestamp(), ThreadCpu.NowUs);
        for (var from = 0; from < commands.Length; from += ClaimsPerRound)
        {
            plan = new SalePlan(ClaimsPerRound);
            sequencer.Tick(plan, OpensAtUnixMs);
            for (var i = 0; i < ClaimsPerRound; i++)
            {
                if (i % SaleSequencer.ClaimsAhead == 0)
                {
                    sequencer.Expect(commands, from + i);
                }

                sequencer.Add(plan, i, commands[from + i], OpensAtUnixMs);
            }
        }

        var (elapsed, usedUs) = (Stopwatch.GetElapsedTime(startedAt), ThreadCpu.NowUs - cpuUs);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        var reserved = sequencer.State.ReservedPieces;
        if (reserved != Math.Min(stock, commands.Length))
        {
            report.Add(Bar.Exactly(ClaimParts.Memory, "pieces granted", reserved, stock));
        }

        return (commands.Length / elapsed.TotalSeconds, commands.Length * 1e6 / usedUs, bytes / (double)commands.Length);
    }

    private static ClaimPieces ClaimOf(int number) => new(
        CommandKey.For($"web/buyer-{number}", "claim"), 1, $"web/buyer-{number}", PlatformId.Web, 1, HubClaimWire.Currency, (OpensAtUnixMs + 1) * 1_000, 0);
}
