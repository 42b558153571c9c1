using System.CommandLine;
using CrossLive.LoadTests.Claims;
using CrossLive.LoadTests.Compare.Processes;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

var seconds = new Option<int>("--seconds") { Description = "How long each measured window is.", DefaultValueFactory = _ => 10 };
var rate = new Option<int>("--rate") { Description = "Claims a second through the grain in the open loop.", DefaultValueFactory = _ => 110_000 };
var connections = new Option<int>("--connections") { Description = "Buyers through SignalR and at the peer, each with a connection of its own.", DefaultValueFactory = _ => 500 };
var json = new Option<FileInfo?>("--json") { Description = "Writes figures and bars there." };
var part = new Option<string[]>("--part") { Description = "Only this part; may be given several times.", AllowMultipleArgumentsPerToken = true };
var oursAlone = new Option<bool>("--ours-alone") { Description = "Leaves the peers out, and with them the bar against them: for comparing builds of ours." };
part.AcceptOnlyFromAmong([.. ClaimParts.All]);
var root = new RootCommand(
    "Claims of a flash sale on one SKU: decisions in memory; durable claims through the grain (a silo in this process, SQLite, synchronous=FULL); claims through SignalR to a "
    + "real server, beside Socket.IO with Redis and the usual Lua script in the same run. Afterwards each sale's stock is checked against its own log.\n"
    + "Exit code 0 where all bars hold, else 1. What each number means is in loadtests/README.md.\n\nParts:\n"
    + "  memory   SaleSequencer alone: at least 1,000,000 claims/s\n"
    + "  grain    IFlashSaleGrain: at least 100,000 durable claims/s, open loop, p99 at most 50 ms from the due time\n"
    + "  waiting  three times the buyers that a sale lets in: all served, in the order of first coming, nothing gained by reloading, the time told at most 25 % wrong, payments\n"
    + "           within 50 ms; a crowd that no gateway's lane turns away; at most 400 bytes a buyer\n"
    + "  signalr  the real server and the peer: at least 3 times the peer's claims for each second of CPU\n")
{
    seconds, rate, connections, json, part, oursAlone,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var options = new ClaimsOptions(
        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
        parsed.GetValue(rate),
        parsed.GetValue(connections),
        parsed.GetValue(part) is { Length: > 0 } parts ? parts : ClaimParts.All,
        parsed.GetValue(oursAlone));
    try
    {
        return await ClaimsRun.RunAsync(options, parsed.GetValue(json), cancellationToken) ? 0 : 1;
    }
    catch (SetupException exception)
    {
        Console.Error.WriteLine($"Cannot go on: {exception.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();
