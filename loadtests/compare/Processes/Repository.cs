namespace CrossLive.LoadTests.Compare.Processes;

/// <summary>Where things are in the working copy that this was built from.</summary>
internal static class Repository
{
    private const string Marker = "Orleans.CrossLive.sln";

    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where things are put that are built or installed on demand; not tracked.</summary>
    public static string Tools { get; } = Path.Combine(Root, ".tools", "loadtests");

    /// <summary>A program that was built along with this one, in the same configuration.</summary>
    public static string ProgramOf(string projectFolder, string assembly)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var path = Path.Combine(Root, projectFolder, "bin", configuration, "net10.0", assembly + ".dll");
        return File.Exists(path) ? path : throw new SetupException($"{path} is not there: build loadtests/compare in configuration {configuration}.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new SetupException($"{AppContext.BaseDirectory} is not inside a working copy with {Marker}.");
    }
}

/// <summary>Something is missing on this machine, or did not start: said in one sentence, without a stack.</summary>
internal sealed class SetupException(string message) : Exception(message);
