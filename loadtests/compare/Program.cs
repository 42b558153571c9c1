using System.CommandLine;
using CrossLive.LoadTests.Compare;
using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Systems;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

var name = new Option<string[]>("--case") { Description = "Only this case; may be given several times.", AllowMultipleArgumentsPerToken = true };
name.AcceptOnlyFromAmong([.. AllCases.List.Select(known => known.Name)]);
var seconds = new Option<int>("--seconds") { Description = "How long each measured window is.", DefaultValueFactory = _ => 10 };
var rounds = new Option<int>("--rounds") { Description = "How often each system is measured, in turn; results are medians.", DefaultValueFactory = _ => 3 };
var systems = new Option<string>("--systems") { Description = "Only these systems, separated by commas.", DefaultValueFactory = _ => string.Join(',', SystemNames.All) };
var json = new Option<FileInfo?>("--json") { Description = "Writes the results there as a JSON list." };
var html = new Option<FileInfo?>("--html") { Description = "Writes a report with curves there, one file without anything from elsewhere." };
var markdown = new Option<FileInfo?>("--markdown") { Description = "Puts the tables into this page, between its marks; see loadtests/README.md." };
var setting = new Option<string[]>("--crosslive-option") { Description = "A setting of our server, NAME=VALUE, such as CrossLive:Gateway:MaxFrameEvents=128; may be given several times." };
var publish = new Option<PublishWay>("--publish") { Description = "How events get into our server: hub (a call each, like the peers) or ingress (signed batches of a platform, every 10 ms).", DefaultValueFactory = _ => PublishWay.Hub };
var root = new RootCommand(
    "Runs our server and what a person would use instead side by side on this machine, in alternating rounds, and holds the bars against the ratios.\n"
    + "Every viewer of every system checks that it is shown each event once and in order; the run fails where one is not.\n"
    + "Exit code 0 where all bars hold, else 1. What each number means is in loadtests/README.md.\n\nCases:\n"
    + string.Join('\n', AllCases.List.Select(known => $"  {known.Name,-18} {known.What}")))
{
    name, seconds, rounds, systems, json, html, markdown, setting, publish,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var chosen = AllCases.List.Where(known => parsed.GetValue(name) is not { Length: > 0 } names || names.Contains(known.Name)).ToArray();
    try
    {
        var options = CompareOptions.Parse(parsed.GetValue(systems)!, parsed.GetValue(rounds), parsed.GetValue(seconds), parsed.GetValue(setting) ?? [], parsed.GetValue(publish));
        return await Comparison.RunAsync(chosen, options, new Outputs(parsed.GetValue(json), parsed.GetValue(html), parsed.GetValue(markdown)), cancellationToken) ? 0 : 1;
    }
    catch (SetupException exception)
    {
        Console.Error.WriteLine($"Cannot go on: {exception.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();
