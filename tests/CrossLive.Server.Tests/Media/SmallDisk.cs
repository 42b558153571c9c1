using System.Diagnostics;
using System.Globalization;

namespace CrossLive.Server.Tests.Media;

/// <summary>A disk of its own that is soon full: a tmpfs, mounted while it is used. A full one refuses writes with the same error as any other.</summary>
internal sealed class SmallDisk : IDisposable
{
    /// <summary>The unit in which a tmpfs gives space away.</summary>
    public const int PageBytes = 4_096;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("crosslive-disk-");

    public SmallDisk(int bytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes},mode=0700"), "crosslive-test", _folder.FullName) is { Length: > 0 } problem)
        {
            _folder.Delete();
            throw new InvalidOperationException(problem);
        }
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.FullName;

    /// <summary>What is left on it.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Why there can be none here, or null.</summary>
    public static string? FindProblem()
    {
        try
        {
            using var disk = new SmallDisk(PageBytes);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Fills it, but for so many bytes.</summary>
    public void Leave(long bytes)
    {
        var ballast = System.IO.Path.Combine(Path, "ballast");
        File.Delete(ballast);
        File.WriteAllBytes(ballast, new byte[FreeBytes - bytes]);
    }

    public void Dispose()
    {
        // Lazily: whoever still has a file there open keeps nobody.
        Run("umount", "-l", Path).ShouldBeEmpty();
        _folder.Delete();
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : said.Trim() is { Length: > 0 } why ? why : $"{program} ended with {process.ExitCode}.";
    }
}
