using System.Numerics;

namespace CrossLive.LoadTests.Swarm.Native;

/// <summary>The core that a thread keeps to.</summary>
internal static unsafe class ThreadCore
{
    private const int MaskWords = 16;
    private const int WordBits = 64;

    /// <summary>
    /// Keeps the calling thread to one of the process's cores. Linux leaves a thread that is woken by a message on the core of whoever sent it where cores share no cache,
    /// so all readers of a swarm would stand in line on one core beside an idle one.
    /// </summary>
    /// <param name="number">The thread's; threads with numbers one after another get different cores as long as there are any.</param>
    /// <returns>False where the system does not allow it: the thread goes where it is put.</returns>
    public static bool TryKeepTo(int number)
    {
        var mask = stackalloc ulong[MaskWords];
        var words = new Span<ulong>(mask, MaskWords);
        words.Clear();
        if (Libc.GetAffinity(0, MaskWords * sizeof(ulong), mask) < 0)
        {
            return false;
        }

        var cores = 0;
        foreach (var word in words)
        {
            cores += BitOperations.PopCount(word);
        }

        var skip = number % cores;
        for (var core = 0; core < MaskWords * WordBits; core++)
        {
            if ((words[core / WordBits] & (1UL << (core % WordBits))) != 0 && skip-- == 0)
            {
                words.Clear();
                words[core / WordBits] = 1UL << (core % WordBits);
                return Libc.SetAffinity(0, MaskWords * sizeof(ulong), mask) == 0;
            }
        }

        return false;
    }
}
