namespace CrossLive.LoadTests.Compare;

/// <summary>Files that results are written to; null = none.</summary>
/// <param name="Json">A JSON list.</param>
internal sealed record Outputs(FileInfo? Json);
