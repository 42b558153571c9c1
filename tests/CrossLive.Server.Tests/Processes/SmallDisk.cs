using System.Diagnostics;

namespace CrossLive.Server.Tests.Processes;

/// <summary>A file system of a few MiB that can be filled up.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int BlockBytes = 4 * 1024;
    private readonly string _ballast;

    /// <summary>Mounts it.</summary>
    public SmallDisk(int megabytes)
    {
        Path = Directory.CreateTempSubdirectory("crosslive-disk-").FullName;
        _ballast = System.IO.Path.Combine(Path, "ballast");
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", Path);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[BlockBytes];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(_ballast);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
