using System.CommandLine;
using CrossLive.LoadTests.Fairness;
using CrossLive.LoadTests.Fairness.Results;
using CrossLive.LoadTests.Reports;
using Spectre.Console;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

const string DataVariable = "CROSSLIVE_RTT_DATA";
var seed = new Option<int>("--seed") { Description = "Everything random comes from it: the same seed and data give the same figures.", DefaultValueFactory = _ => 1 };
var data = new Option<FileInfo>("--data")
{
    Description = $"Round trips between cities: N × N entries of four little-endian u32 in µs (min, mean, max, deviation). From {DataVariable} where left out; without such a file one is generated, and the run says so.",
    DefaultValueFactory = _ => new FileInfo(Environment.GetEnvironmentVariable(DataVariable) ?? "/work/shared/data/rtt/ping.bin"),
};
var servers = new Option<int>("--servers") { Description = "Cities with servers; the room of one sale is on each.", DefaultValueFactory = _ => 12 };
var buyers = new Option<int>("--buyers") { Description = "Buyers of each sale, in cities at random.", DefaultValueFactory = _ => 400 };
var json = new Option<FileInfo?>("--json") { Description = "Writes all figures and bars there." };
var html = new Option<FileInfo?>("--html") { Description = "Writes a page with the curves there, one file without anything from elsewhere." };
servers.Validators.Add(result => Limit(result, servers, 1, 100));
buyers.Validators.Add(result => Limit(result, buyers, 20, 5_000));
var root = new RootCommand(
    "Simulates flash sales all over the world by the real rules (ReleasePlan, the client's ClockEstimator, RoundTripWindow, ResponseTime, FairOrder) and holds the bars:\n"
    + "how far apart buttons open, how many pairs of buyers are served in the order in which they answered, what liars gain, whether a draw can be checked, and what the window costs.\n"
    + "People answer lognormally (median 320 ms, σ 0.25). What is simulated, and what is not, is in loadtests/README.md.\n"
    + "Exit code 0 where all bars hold, else 1.")
{
    seed, data, servers, buyers, json, html,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    FileInfo?[] files = [parsed.GetValue(json), parsed.GetValue(html)];
    foreach (var file in files)
    {
        file?.Directory?.Create();
    }

    try
    {
        var run = new FairnessRun(new FairnessOptions(parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(servers), parsed.GetValue(buyers)));
        var results = ShowProgress(started => run.Run(started, cancellationToken));
        Console.WriteLine($"{results.Servers} servers × {results.Buyers} buyers, {results.Cities} cities, seed {results.Seed}, data: {results.Data}\n");
        Console.WriteLine($"{FairnessTable.Settings(results)}\n{FairnessTable.Curve(results)}\n{BarTable.Markdown(results.Bars)}");
        Console.WriteLine($"{(results.Bars.All(bar => bar.Holds) ? "PASS" : "FAIL")}: {results.Bars.Count(bar => bar.Holds)} of {results.Bars.Count} bars hold");
        if (files[0] is { } jsonFile)
        {
            await File.WriteAllTextAsync(jsonFile.FullName, results.ToJson(), cancellationToken);
        }

        if (files[1] is { } htmlFile)
        {
            await File.WriteAllTextAsync(htmlFile.FullName, FairnessPage.Of(results), cancellationToken);
        }

        return results.Bars.All(bar => bar.Holds) ? 0 : 1;
    }
    catch (InvalidDataException exception)
    {
        Console.Error.WriteLine($"Cannot go on: {exception.Message}");
        return 1;
    }
});
return await root.Parse(args).InvokeAsync();

static void Limit(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
{
    if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
    {
        result.AddError($"{option.Name} is {least} to {most}.");
    }
}

// A bar that moves on a terminal, nothing anywhere else: a run takes seconds.
static FairnessResults ShowProgress(Func<Action<string>, FairnessResults> run)
{
    if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
    {
        return run(_ => { });
    }

    return AnsiConsole.Progress().AutoClear(true).Start(context =>
    {
        var task = context.AddTask("sales", maxValue: FairnessRun.Steps.Count);
        return run(step =>
        {
            task.Description = Markup.Escape(step);
            task.Increment(1);
        });
    });
}
