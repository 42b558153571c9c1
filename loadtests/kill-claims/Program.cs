using System.CommandLine;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.KillClaims;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

var kills = new Option<int>("--kills") { Description = "How often the server is killed with -9.", DefaultValueFactory = _ => 20 };
var claims = new Option<int>("--claims") { Description = "How many claims in all.", DefaultValueFactory = _ => 300_000 };
var buyers = new Option<int>("--buyers") { Description = "How many buyers, each with a connection of its own.", DefaultValueFactory = _ => 100 };
var seed = new Option<int?>("--seed") { Description = "Makes a run's kill moments and the choice of what is paid come again; printed where it is left out." };
var json = new Option<FileInfo?>("--json") { Description = "Writes figures and bars there." };
var root = new RootCommand(
    "Kills a real server with -9 at random moments while buyers claim in several flash sales at once over SignalR; starts it again, and buyers repeat what was not answered "
    + "under the same keys. One reservation in three is paid by operators' connections: most in time, some after the reservation ran out, some twice under two ids; payments that "
    + "were not answered are repeated under their ids, and so are the last ones that were. In the end each sale's own log is read from its beginning and compared with every answer.\n"
    + "Bars: oversold 0; acknowledged claims lost 0; double grants 0; every reservation that ran out back in stock at most 1 s late (time without a server is not counted); "
    + "acknowledged payments lost 0, counted twice 0, answered otherwise than the log says 0; money taken is money paid and refunds due.\n"
    + "Exit code 0 where all hold, else 1. The long form: --kills 200 --claims 10000000")
{
    kills, claims, buyers, seed, json,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    try
    {
        var options = new KillOptions(parsed.GetValue(kills), parsed.GetValue(claims), parsed.GetValue(buyers), parsed.GetValue(seed) ?? Random.Shared.Next());
        var report = await KillRun.RunAsync(options, Console.WriteLine, cancellationToken);
        await report.PrintAsync(parsed.GetValue(json), cancellationToken);
        return report.Bars.All(bar => bar.Holds) ? 0 : 1;
    }
    catch (SetupException exception)
    {
        Console.Error.WriteLine($"Cannot go on: {exception.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();
