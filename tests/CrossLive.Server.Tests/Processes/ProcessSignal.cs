using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CrossLive.Server.Tests.Processes;

/// <summary>Signals to processes.</summary>
internal static class ProcessSignal
{
    /// <summary>SIGTERM.</summary>
    public const int Term = 15;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>Sends one.</summary>
    public static void Send(Process process, int signal) => kill(process.Id, signal).ShouldBe(0);

    /// <summary>Sends one.</summary>
    public static void Send(int process, int signal) => kill(process, signal).ShouldBe(0);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
