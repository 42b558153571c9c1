using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CrossLive.Architecture.Tests;

/// <summary>A project as its file describes it.</summary>
internal sealed record Project(string Name, string Path, bool IsProduct, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary>The project's assembly, which the reference in this test project's file has put beside this one.</summary>
    public Assembly Load() => Assembly.Load(Name);
}

/// <summary>The solution as it stands on the disk: what is in the sln file, and what the project files say.</summary>
internal static partial class Solution
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every project of the solution file.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
        [.. ProjectLine().Matches(File.ReadAllText(Path.Combine(Root, "Orleans.CrossLive.sln"))).Select(match => Read(match.Groups["path"].Value.Replace('\\', '/')))];

    /// <summary>The projects under src.</summary>
    public static IReadOnlyList<Project> Product { get; } = [.. Projects.Where(project => project.IsProduct)];

    /// <summary>The project files on the disk, relative to <see cref="Root"/>.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. new[] { "src", "tests" }.SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(Root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj")).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))];

    /// <summary>A project and everything that it references, directly or not.</summary>
    public static IEnumerable<Project> WithReferences(Project project) =>
        project.Projects.Select(name => Projects.Single(other => other.Name == name)).SelectMany(WithReferences).Prepend(project).DistinctBy(each => each.Name);

    private static Project Read(string path)
    {
        var file = XDocument.Load(Path.Combine(Root, path));
        return new Project(
            Path.GetFileNameWithoutExtension(path),
            path,
            path.StartsWith("src/", StringComparison.Ordinal),
            [.. Includes(file, "ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')))],
            [.. Includes(file, "PackageReference")]);
    }

    private static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants(element).Select(reference => (string?)reference.Attribute("Include")).OfType<string>();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.CrossLive.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Orleans.CrossLive.sln.");
    }

    [GeneratedRegex("""= "[^"]+", "(?<path>[^"]+\.csproj)",""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ProjectLine();
}
