using System.Globalization;
using System.Runtime.InteropServices;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Product;

/// <summary>The workers that a server has started, by the list of processes.</summary>
internal static class WorkerProcesses
{
    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGINT: as a person ends ffmpeg.</summary>
    public const int Interrupt = 2;

    // The kernel cuts names at 15 characters.
    private const string ShortName = "crosslive-worke";

    /// <summary>The program; infra/up and infra/test build it.</summary>
    /// <exception cref="SetupException">It is not built.</exception>
    public static string Program
    {
        get
        {
            var path = Path.Combine(Repository.Root, ".tools", "encoder-worker", "crosslive-worker");
            return File.Exists(path) ? path : throw new SetupException($"{path} is not there: infra/up builds it.");
        }
    }

    /// <summary>Of a role ("encoder", "relay") or of any, and of a name or any. Those of a server that is dead, too.</summary>
    public static IReadOnlyList<int> Of(int server, string? role = null, string? name = null) => [.. All().Where(id => Matches(id, server, role, name))];

    /// <summary>Processes that have ended and that the server, which runs, has not taken notice of.</summary>
    public static int CountEndedUnnoticed(int server) => All().Count(id =>
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" && fields[1] == server.ToString(CultureInfo.InvariantCulture) && stat.Contains(ShortName, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    /// <summary>Sends a signal. False: there is no such process.</summary>
    public static bool Send(int process, int signal) => kill(process, signal) == 0;

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);

    private static bool Matches(int id, int server, string? role, string? name)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            return arguments is [_, var itsRole, "--parent", var parent, "--name", var itsName, ..] && string.Equals(arguments[0], Program, StringComparison.Ordinal)
                && parent == server.ToString(CultureInfo.InvariantCulture) && (role is null || itsRole == role) && (name is null || itsName == name);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
