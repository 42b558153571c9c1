using System.Globalization;
using System.Runtime.InteropServices;
using CrossLive.LoadTests.Compare.Processes;

namespace CrossLive.LoadTests.Media.Live.Network;

/// <summary>
/// A network namespace of the run's own, and the only link to it: two interfaces between which a thread of this process carries every packet, with loss, rate, queue and
/// delay of its own making (the kernel here has no netem). Whatever speaks IP takes it for a network: TCP, SRT, without knowing.
/// </summary>
internal sealed class ImpairedLink : IAsyncDisposable
{
    private const int MostWaitMs = 20;
    private readonly TunDevice _near, _far;
    private readonly LinkQueue _there, _back;
    private readonly Lock _gate = new();
    private readonly Thread _thread;
    private volatile bool _isEnding;

    private ImpairedLink(string name, TunDevice near, TunDevice far, LinkShape there, LinkShape back, int seed)
    {
        (Namespace, _near, _far) = (name, near, far);
        (_there, _back) = (new LinkQueue(there, new Random(seed)), new LinkQueue(back, new Random(seed + 1)));
        _thread = new Thread(Run) { IsBackground = true, Name = "link" };
    }

    /// <summary>The namespace at its far end.</summary>
    public string Namespace { get; }

    /// <summary>The address of the far end.</summary>
    public string FarAddress { get; private init; } = "";

    /// <summary>Packets towards the far end: gone through, lost at random, and lost at the full queue.</summary>
    public (long Passed, long Lost, long Overflowed, int MostWaitingBytes) There
    {
        get
        {
            lock (_gate)
            {
                return (_there.Passed, _there.Lost, _there.Overflowed, _there.MostWaitingBytes);
            }
        }
    }

    /// <summary>By how much this thread brought a packet to the far end later than it had to, at most, in ms.</summary>
    public double MostLateMs
    {
        get
        {
            lock (_gate)
            {
                return _there.MostTakenLateMs;
            }
        }
    }

    /// <summary>Makes namespace and link.</summary>
    /// <exception cref="SetupException">This needs root, and ip.</exception>
    public static async Task<ImpairedLink> OpenAsync(LinkShape there, LinkShape back, int seed, CancellationToken cancellationToken)
    {
        var id = Environment.ProcessId % 800_000;
        var (name, near, far) = (Invariant($"crosslive-{id}"), Invariant($"cln{id}"), Invariant($"clf{id}"));
        // A block of four addresses that no other run of this machine has.
        string Address(int host) => Invariant($"10.{200 + (id / 16_384 % 50)}.{id / 64 % 256}.{(id % 64 * 4) + host}");
        var (nearAddress, farAddress) = (Address(1), Address(2));
        var (nearTun, farTun) = (new TunDevice(near), (TunDevice?)null);
        var hasNamespace = false;
        try
        {
            farTun = new TunDevice(far);
            var link = new ImpairedLink(name, nearTun, farTun, there, back, seed) { FarAddress = farAddress };
            await IpAsync(cancellationToken, "netns", "add", name);
            hasNamespace = true;
            await IpAsync(cancellationToken, "link", "set", far, "netns", name);
            await IpAsync(cancellationToken, "addr", "add", nearAddress + "/30", "dev", near);
            await IpAsync(cancellationToken, "link", "set", near, "up");
            await IpAsync(cancellationToken, "-n", name, "addr", "add", farAddress + "/30", "dev", far);
            await IpAsync(cancellationToken, "-n", name, "link", "set", far, "up");
            await IpAsync(cancellationToken, "-n", name, "link", "set", "lo", "up");
            link._thread.Start();
            return link;
        }
        catch
        {
            nearTun.Dispose();
            farTun?.Dispose();
            if (hasNamespace)
            {
                await IpAsync(CancellationToken.None, "netns", "del", name);
            }

            throw;
        }
    }

    /// <summary>Towards the far end it is otherwise from now on.</summary>
    public void Change(LinkShape there)
    {
        lock (_gate)
        {
            _there.Shape = there;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _thread.Join();
        _near.Dispose();
        _far.Dispose();
        await IpAsync(CancellationToken.None, "netns", "del", Namespace);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Task IpAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ChildProcess.RunAsync($"ip {string.Join(' ', arguments)}", "ip", arguments, Environment.CurrentDirectory, cancellationToken);

    private void Run()
    {
        var waiting = new[] { new Waiting { Descriptor = _near.Descriptor, Events = 1 }, new Waiting { Descriptor = _far.Descriptor, Events = 1 } };
        while (!_isEnding)
        {
            double nextMs;
            lock (_gate)
            {
                var nowMs = LiveClock.NowMs;
                Carry(_near, _there, _far, nowMs);
                Carry(_far, _back, _near, nowMs);
                nextMs = Math.Min(_there.NextMs ?? double.MaxValue, _back.NextMs ?? double.MaxValue) - LiveClock.NowMs;
            }

            _ = poll(waiting, (nuint)waiting.Length, (int)Math.Clamp(Math.Ceiling(nextMs), 0, MostWaitMs));
        }
    }

    private static void Carry(TunDevice from, LinkQueue queue, TunDevice to, double nowMs)
    {
        while (from.Read() is { } packet)
        {
            queue.Offer(packet, nowMs);
        }

        while (queue.TryTake(nowMs, out var packet))
        {
            to.Write(packet);
        }
    }

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll([In, Out] Waiting[] descriptors, nuint count, int timeoutMs);

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Seen;
    }
}
