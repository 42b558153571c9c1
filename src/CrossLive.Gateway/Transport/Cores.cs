using System.Runtime.InteropServices;

namespace CrossLive.Gateway.Transport;

/// <summary>The cores that this process may use, on Linux.</summary>
internal static unsafe partial class Cores
{
    // What the C library calls cpu_set_t: 1,024 cores.
    private const int MaskWords = 16;
    private const int WordBits = 64;

    /// <summary>Their numbers; empty on other systems.</summary>
    public static int[] Allowed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        if (GetAffinity(0, MaskWords * sizeof(ulong), mask) != 0)
        {
            return [];
        }

        List<int> cores = [];
        for (var core = 0; core < MaskWords * WordBits; core++)
        {
            if ((mask[core / WordBits] & (1UL << (core % WordBits))) != 0)
            {
                cores.Add(core);
            }
        }

        return [.. cores];
    }

    /// <summary>The core that the calling thread is on at this moment; negative where that is not known.</summary>
    public static int Current() => OperatingSystem.IsLinux() ? GetCore() : -1;

    /// <summary>Keeps the calling thread to a core.</summary>
    /// <returns>False where the system does not allow it.</returns>
    public static bool TryKeepTo(int core)
    {
        if (!OperatingSystem.IsLinux() || core is < 0 or >= MaskWords * WordBits)
        {
            return false;
        }

        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[core / WordBits] = 1UL << (core % WordBits);
        return SetAffinity(0, MaskWords * sizeof(ulong), mask) == 0;
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint maskBytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint maskBytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int GetCore();
}
