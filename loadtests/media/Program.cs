using System.CommandLine;
using CrossLive.LoadTests.Media;
using CrossLive.LoadTests.Media.Results;
using CrossLive.LoadTests.Reports;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

const string DataVariable = "CROSSLIVE_TRACES", Traces = "traces";
var name = new Option<string>("--case") { Description = "Which case; there is one so far: traces.", DefaultValueFactory = _ => Traces };
name.AcceptOnlyFromAmong(Traces);
var seed = new Option<int>("--seed") { Description = "Everything random comes from it: the same seed and data give the same figures.", DefaultValueFactory = _ => 1 };
var data = new Option<DirectoryInfo>("--data")
{
    Description = $"A folder of link traces, *.up and *.down: a line for each chance to send 1,500 bytes, its time in ms. From {DataVariable} where left out; without such a folder three are generated, and the run says so.",
    DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable(DataVariable) ?? "/work/shared/data/traces"),
};
var seconds = new Option<int>("--seconds") { Description = "How long each trace is played, in a loop: 10 to 3600.", DefaultValueFactory = _ => 240 };
seconds.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 10 or > 3_600)
    {
        result.AddError("--seconds is 10 to 3600.");
    }
});
var json = new Option<FileInfo?>("--json") { Description = "Writes all figures and bars there." };
var html = new Option<FileInfo?>("--html") { Description = "Writes a page with plots of capacity, rates, delays and decisions there, one file without anything from elsewhere." };
var root = new RootCommand(
    "Simulates a live stream over links of changing capacity: the product's bitrate controller and send queue beside a re-implementation of OBS' dynamic bitrate and\n"
    + "a sender that knows the link ahead, all over the same TCP, queue and encoder. What is simulated, and what is not, is in loadtests/README.md.\n"
    + "Exit code 0 where all bars hold, else 1.")
{
    name, seed, data, seconds, json, html,
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
        var results = new TraceCase(new MediaOptions(parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(seconds))).Run(cancellationToken);
        Console.WriteLine($"{results.Traces.Count} traces, {results.Seconds} s each, seed {results.Seed}, data: {results.Data}\n");
        Console.WriteLine($"{MediaTable.Of(results)}\n{BarTable.Markdown(results.Bars)}");
        Console.WriteLine($"{(results.Bars.All(bar => bar.Holds) ? "PASS" : "FAIL")}: {results.Bars.Count(bar => bar.Holds)} of {results.Bars.Count} bars hold");
        if (files[0] is { } jsonFile)
        {
            await File.WriteAllTextAsync(jsonFile.FullName, results.ToJson(), cancellationToken);
        }

        if (files[1] is { } htmlFile)
        {
            await File.WriteAllTextAsync(htmlFile.FullName, MediaPage.Of(results), cancellationToken);
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
