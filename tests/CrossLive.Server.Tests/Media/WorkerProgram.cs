using System.Diagnostics;
using System.Globalization;

namespace CrossLive.Server.Tests.Media;

/// <summary>The worker's program, and the processes of it that a server has.</summary>
internal static class WorkerProgram
{
    /// <summary>Where infra/test builds it; empty where it is not built.</summary>
    public static string Path { get; } = Find();

    /// <summary>The workers that process has started, of a role ("encoder", "relay") or of any, and of a name.</summary>
    public static IReadOnlyList<int> Of(int server, string? role = null, string? name = null) =>
        [.. Directory.EnumerateDirectories("/proc").Select(folder => int.TryParse(System.IO.Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Matches(id, server, role, name))];

    private static bool Matches(int id, int server, string? role, string? name)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            return arguments is [_, var itsRole, "--parent", var parent, "--name", var itsName, ..] && string.Equals(arguments[0], Path, StringComparison.Ordinal)
                && parent == server.ToString(CultureInfo.InvariantCulture) && (role is null || itsRole == role) && (name is null || itsName == name);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Orleans.CrossLive.sln")))
            {
                var path = System.IO.Path.Combine(folder.FullName, ".tools/encoder-worker/crosslive-worker");
                return File.Exists(path) ? path : "";
            }
        }

        return "";
    }
}
