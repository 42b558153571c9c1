using CrossLive.LoadTests.KillClaims;

namespace CrossLive.Server.Tests.FlashSales;

/// <summary>
/// The short form of <c>loadtests/kill-claims</c>. CROSSLIVE_CLAIM_KILLS and CROSSLIVE_CLAIMS make it longer (the long form has 200 and 10,000,000), CROSSLIVE_SEED makes a
/// run's kill moments come again.
/// </summary>
public sealed class ClaimKillTests(ITestOutputHelper output)
{
    private const int Buyers = 40;

    [Fact]
    public async Task Flash_sales_that_are_killed_at_any_moment_sell_no_piece_twice_and_lose_no_claim_and_no_payment_that_was_answered()
    {
        var options = new KillOptions(
            TestEnvironment.Number("CROSSLIVE_CLAIM_KILLS", 4), TestEnvironment.Number("CROSSLIVE_CLAIMS", 24_000), Buyers, TestEnvironment.Seeded(output).Next());
        var report = await KillRun.RunAsync(options, output.WriteLine, CancellationToken.None);
        output.WriteLine($"{report.InLogs} of {report.Claims} claims are in the logs; {report.Expired} reservations ran out, the latest {report.LatestMs} ms late.");
        output.WriteLine($"{report.Payments}");
        report.Problems.ShouldBeEmpty();
        report.Bars.Where(bar => !bar.Holds).ShouldBeEmpty();
        report.Kills.ShouldBe(options.Kills);
    }
}
