namespace CrossLive.Browser.Tests;

/// <summary>Where the repository is, seen from the tests' build output.</summary>
internal static class RepositoryFolder
{
    /// <summary>The repository's folder.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The built viewer page.</summary>
    public static string ViewerPage
    {
        get
        {
            var folder = System.IO.Path.Combine(Path, "src", "web", "viewer", "dist");
            return File.Exists(System.IO.Path.Combine(folder, "index.html"))
                ? folder
                : throw new InvalidOperationException($"There is no built viewer page in {folder}: run `npm ci && npm run build` in src/web, or infra/test.");
        }
    }

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Orleans.CrossLive.sln")) ? folder : Find(Directory.GetParent(folder)!.FullName);
}
