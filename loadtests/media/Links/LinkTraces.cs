namespace CrossLive.LoadTests.Media.Links;

/// <summary>The traces of a run.</summary>
/// <param name="Data">Where they are from.</param>
/// <param name="Traces">In the order of their names.</param>
internal sealed record LinkTraces(string Data, IReadOnlyList<LinkTrace> Traces)
{
    private const int MaxTraces = 20, GeneratedTraces = 3, GeneratedMs = 120_000;

    /// <summary>Reads a folder's; where it is not there, three are generated.</summary>
    /// <exception cref="InvalidDataException">The folder holds none or too many, or one of them is no trace.</exception>
    public static LinkTraces Of(DirectoryInfo? folder, int seed) => folder is { Exists: true }
        ? new LinkTraces(folder.FullName, Read(folder))
        : new LinkTraces(
            $"generated (no folder {folder?.FullName ?? "given"})",
            [.. Enumerable.Range(0, GeneratedTraces).Select(i => LinkTrace.Parse($"generated-{i + 1}", LinkTrace.Generate((seed * GeneratedTraces) + i, GeneratedMs)))]);

    private static LinkTrace[] Read(DirectoryInfo folder)
    {
        FileInfo[] files = [.. folder.EnumerateFiles().Where(file => file.Extension is ".up" or ".down").OrderBy(file => file.Name, StringComparer.Ordinal)];
        return files.Length is > 0 and <= MaxTraces
            ? [.. files.Select(file => LinkTrace.Parse(file.Name, File.ReadAllText(file.FullName)))]
            : throw new InvalidDataException($"{folder.FullName} holds {files.Length} files *.up and *.down: 1 to {MaxTraces} are wanted.");
    }
}
