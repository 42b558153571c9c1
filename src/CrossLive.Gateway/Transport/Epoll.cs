using System.Runtime.InteropServices;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// The little of Linux' epoll that reading many sockets needs: who has something, edge by edge, and a way to wake whoever waits. Layouts and numbers are those of
/// <c>sys/epoll.h</c> and <c>sys/socket.h</c>. Waiting is for the thread that owns it; adding, removing and waking are for any.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    /// <summary>Something can be read, or the other side has ended.</summary>
    public const uint In = 0x1;

    /// <summary>The connection is broken.</summary>
    public const uint Error = 0x8;

    /// <summary>Both ways have ended.</summary>
    public const uint HangUp = 0x10;

    /// <summary>The number of whoever was woken by <see cref="Wake"/>.</summary>
    public const int WokenNumber = -1;

    private const uint ReadHangUp = 0x2000;
    private const uint EdgeTriggered = 1U << 31;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int AddOperation = 1;
    private const int RemoveOperation = 2;
    private const int DontWait = 0x40;
    private const int Interrupted = 4;

    // Packed on x86-64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int NumberOffset = EventBytes - sizeof(long);

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte* _events;
    private readonly int _maxEvents;
    private readonly Lock _waking = new();
    private bool _isClosed;
    private int _count;

    private Epoll(int epoll, int wake, int maxEvents)
    {
        (_epoll, _wake, _maxEvents) = (epoll, wake, maxEvents);
        _events = (byte*)NativeMemory.Alloc((nuint)(maxEvents * EventBytes));
    }

    /// <summary>True where the system has what is needed.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Makes one.</summary>
    /// <param name="maxEvents">Most events of one <see cref="Wait"/>; the others come with the next.</param>
    /// <exception cref="IOException">The process has no descriptors left.</exception>
    public static Epoll Create(int maxEvents)
    {
        var epoll = EpollCreate(CloseOnExec);
        var wake = EventDescriptor(0, CloseOnExec | NonBlocking);
        if (epoll >= 0 && wake >= 0)
        {
            var made = new Epoll(epoll, wake, maxEvents);
            made.Control(AddOperation, wake, In | EdgeTriggered, WokenNumber);
            return made;
        }

        throw new IOException($"No descriptors for a receive loop (error {Marshal.GetLastSystemError()}).");
    }

    /// <summary>Watches a socket from now on; what has come already counts as new.</summary>
    /// <exception cref="IOException">The system does not take it.</exception>
    public void Add(nint socket, int number)
    {
        if (Control(AddOperation, (int)socket, In | ReadHangUp | EdgeTriggered, number) < 0)
        {
            throw new IOException($"A socket cannot be watched (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>Watches it no longer.</summary>
    public void Remove(nint socket) => Control(RemoveOperation, (int)socket, 0, 0);

    /// <summary>Waits until there is something. Gives how many events there are.</summary>
    /// <param name="maxMs">At most so long; 0 = not at all, -1 = without end.</param>
    public int Wait(int maxMs)
    {
        _count = Math.Max(0, EpollWait(_epoll, _events, _maxEvents, maxMs));
        return _count;
    }

    /// <summary>An event of the last <see cref="Wait"/>.</summary>
    public (int Number, uint Signs) this[int index]
    {
        get
        {
            var at = _events + (index * EventBytes);
            return ((int)*(long*)(at + NumberOffset), *(uint*)at);
        }
    }

    /// <summary>Ends a wait that is under way, or the next one. By any thread, also when it has been disposed: the descriptor's number may be somebody else's then.</summary>
    public void Wake()
    {
        lock (_waking)
        {
            if (!_isClosed)
            {
                var one = 1UL;
                _ = Write(_wake, &one, sizeof(ulong));
            }
        }
    }

    /// <summary>Receives what there is, at most <paramref name="maxBytes"/>. Never waits.</summary>
    /// <returns>How many bytes; 0 = the other side has ended, or the connection is broken; null = nothing is there.</returns>
    public static int? Receive(nint socket, byte* bytes, int maxBytes)
    {
        while (true)
        {
            var received = (int)Receive((int)socket, bytes, (nuint)maxBytes, DontWait);
            if (received >= 0)
            {
                return received;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case WouldBlock:
                    return null;
                default:
                    return 0;
            }
        }
    }

    private const int WouldBlock = 11;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_waking)
        {
            _isClosed = true;
            _ = Close(_wake);
        }

        _ = Close(_epoll);
        NativeMemory.Free(_events);
    }

    private int Control(int operation, int descriptor, uint signs, int number)
    {
        var change = stackalloc byte[16];
        *(uint*)change = signs;
        *(long*)(change + NumberOffset) = number;
        return EpollControl(_epoll, operation, descriptor, change);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int epoll, byte* events, int maxEvents, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* bytes, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
