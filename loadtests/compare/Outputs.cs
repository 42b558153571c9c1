using System.Text.Json;
using CrossLive.LoadTests.Compare.Results;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Compare;

/// <summary>Files that results are written to; null = none.</summary>
/// <param name="Json">A JSON list.</param>
/// <param name="Html">A report with curves.</param>
/// <param name="Markdown">A page that the tables are put into.</param>
internal sealed record Outputs(FileInfo? Json, FileInfo? Html, FileInfo? Markdown)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true };

    /// <summary>Makes their folders: better now than when everything has been measured.</summary>
    public void Prepare()
    {
        foreach (var file in new[] { Json, Html, Markdown })
        {
            file?.Directory?.Create();
        }
    }

    /// <summary>Writes them.</summary>
    public async Task WriteAsync(IReadOnlyList<CaseResult> results, IReadOnlyList<Bar> bars, CancellationToken cancellationToken)
    {
        if (Json is not null)
        {
            await File.WriteAllTextAsync(Json.FullName, JsonSerializer.Serialize(results, JsonOptions), cancellationToken);
        }

        if (Html is not null)
        {
            await File.WriteAllTextAsync(Html.FullName, HtmlReport.Of(results, bars, Machine.Describe()), cancellationToken);
        }

        if (Markdown is not null)
        {
            var page = Markdown.Exists ? await File.ReadAllTextAsync(Markdown.FullName, cancellationToken) : null;
            await File.WriteAllTextAsync(Markdown.FullName, MarkdownPage.With(page, results, bars, Machine.Describe()), cancellationToken);
        }
    }
}
