using System.CommandLine;
using CrossLive.LoadTests.Media;
using CrossLive.LoadTests.Media.Bounds;
using CrossLive.LoadTests.Media.Live;
using CrossLive.LoadTests.Media.Results;
using CrossLive.LoadTests.Reports;

// Printed figures look the same everywhere.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

const string DataVariable = "CROSSLIVE_TRACES", Traces = "traces";
const int TraceSeconds = 240;
var name = new Option<string>("--case") { Description = "Which case.", DefaultValueFactory = _ => Traces };
name.AcceptOnlyFromAmong([Traces, BoundCase.Name, .. LiveCases.List.Select(known => known.Name)]);
var seed = new Option<int>("--seed") { Description = "Everything random comes from it: the same seed and data give the same figures.", DefaultValueFactory = _ => 1 };
var data = new Option<DirectoryInfo>("--data")
{
    Description = $"A folder of link traces, *.up and *.down: a line for each chance to send 1,500 bytes, its time in ms. From {DataVariable} where left out; without such a folder three are generated, and the run says so.",
    DefaultValueFactory = _ => new DirectoryInfo(Environment.GetEnvironmentVariable(DataVariable) ?? "/work/shared/data/traces"),
};
var seconds = new Option<int?>("--seconds") { Description = "How long each trace is played, in a loop (240), or each of a case's windows is: 5 to 3600." };
seconds.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() is < 5 or > 3_600)
    {
        result.AddError("--seconds is 5 to 3600.");
    }
});
var times = new Option<int?>("--times") { Description = "How often a case does what it does: 1 to 10000; the short form where left out." };
times.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() is < 1 or > 10_000)
    {
        result.AddError("--times is 1 to 10000.");
    }
});
var json = new Option<FileInfo?>("--json") { Description = "Writes all figures and bars there." };
var html = new Option<FileInfo?>("--html") { Description = $"Writes a page with plots of capacity, rates, delays and decisions there, one file without anything from elsewhere ({Traces} and traces-live)." };
var root = new RootCommand(
    "A host's stream on its way out. What is measured and how is in loadtests/README.md. Exit code 0 where all bars hold, else 1.\n\nCases:\n"
    + $"  {Traces,-20} simulated: changing links, the product's bitrate controller and send queue beside OBS' dynamic bitrate and a sender that knows the link ahead\n"
    + $"  {BoundCase.Name,-20} computed: how much of the same links could be used with audio on time, by foresight and by policies that know the past\n"
    + "The others start a server with its workers, publish to it and receive from it with other people's programs (ffmpeg, nginx with its RTMP module):\n"
    + string.Join('\n', LiveCases.List.Select(known => $"  {known.Name,-20} {known.What}")))
{
    name, seed, data, seconds, times, json, html,
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
        if (LiveCases.List.FirstOrDefault(known => known.Name == parsed.GetValue(name)) is { } live)
        {
            var options = new LiveOptions(parsed.GetValue(times), parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(data));
            return await LiveCommand.RunAsync(live, options, files[0], files[1], Console.Out, cancellationToken) ? 0 : 1;
        }

        var traceOptions = new MediaOptions(parsed.GetValue(seed), parsed.GetValue(data), parsed.GetValue(seconds) ?? TraceSeconds);
        if (parsed.GetValue(name) == BoundCase.Name)
        {
            var bounds = new BoundCase(traceOptions).Run(cancellationToken);
            Console.WriteLine($"seed {bounds.Seed}, data: {bounds.Data}\n\n{bounds.ToMarkdown()}");
            if (files[0] is { } boundFile)
            {
                await File.WriteAllTextAsync(boundFile.FullName, bounds.ToJson(), cancellationToken);
            }

            return 0;
        }

        var results = new TraceCase(traceOptions).Run(cancellationToken);
        Console.WriteLine($"{results.Traces.Count} traces, {results.Seconds} s each, seed {results.Seed}, data: {results.Data}\n");
        Console.WriteLine($"{MediaTable.Of(results)}\n{MediaTable.Losses(results)}\n{BarTable.Markdown(results.Bars)}");
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
