using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>Runs one case and says what it showed.</summary>
internal static class LiveCommand
{
    /// <summary>A case that has not ended by itself is broken off after this: its steps have limits of their own.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(60);

    /// <summary>Runs it. True: all bars hold.</summary>
    public static async Task<bool> RunAsync(LiveCase chosen, LiveOptions options, FileInfo? json, FileInfo? html, TextWriter output, CancellationToken cancellationToken)
    {
        var beganAt = DateTimeOffset.UtcNow;
        var run = new LiveRun(chosen.Name, options, output);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Most);
        try
        {
            await chosen.RunAsync(run, limit.Token);
        }
        catch (SetupException exception)
        {
            run.Hold(new Bar(chosen.Name, "it went through", exception.Message.Split('\n')[0], Holds: false));
            await output.WriteLineAsync($"It broke off: {exception.Message}");
        }

        var bars = run.Bars;
        var all = bars.Count > 0 && bars.All(bar => bar.Holds);
        foreach (var (figure, value) in run.Figures)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"  {figure,-44} {value}"));
        }

        await output.WriteLineAsync($"\n{BarTable.Markdown(bars)}\n{(all ? "PASS" : "FAIL")}: {bars.Count(bar => bar.Holds)} of {bars.Count} bars hold, {run.Seconds:0} s");
        if (json is not null)
        {
            json.Directory?.Create();
            var results = new LiveResults { Case = chosen.Name, BeganAt = beganAt, Seconds = Math.Round(run.Seconds, 1), Seed = options.Seed, Figures = run.Figures, Bars = bars };
            await File.WriteAllTextAsync(json.FullName, results.ToJson(), CancellationToken.None);
        }

        if (html is not null && run.Page is { } page)
        {
            await File.WriteAllTextAsync(html.FullName, page, CancellationToken.None);
        }

        return all;
    }
}
