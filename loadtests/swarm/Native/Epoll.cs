using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CrossLive.LoadTests.Swarm.Native;

/// <summary>An epoll instance, level-triggered: what is not read now is reported again.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    public const uint Readable = 0x1;
    public const uint Writable = 0x4;

    private const int CloseOnExec = 0x80000;
    private const int OperationAdd = 1;
    private const int OperationModify = 3;
    private const int MaxEventsPerWait = 1_024;

    // epoll_event is packed on x64 only: 4 bytes of events, then 8 of data.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;
    private readonly int _fd = Checked(Libc.EpollCreate(CloseOnExec));
    private readonly byte[] _ready = GC.AllocateArray<byte>(MaxEventsPerWait * Stride, pinned: true);

    /// <summary>Watches a descriptor; <paramref name="tag"/> comes back with its events. It ends when the descriptor is closed.</summary>
    public void Add(int fd, uint events, ulong tag) => Control(OperationAdd, fd, events, tag);

    /// <summary>Watches it for something else.</summary>
    public void Modify(int fd, uint events, ulong tag) => Control(OperationModify, fd, events, tag);

    /// <summary>Waits for events, at most so long, and says how many there are; 0 also where a signal came.</summary>
    public int Wait(int timeoutMs)
    {
        fixed (byte* ready = _ready)
        {
            var count = Libc.EpollWait(_fd, ready, MaxEventsPerWait, timeoutMs);
            return count >= 0 || Marshal.GetLastPInvokeError() == Libc.Interrupted ? Math.Max(0, count) : throw new Win32Exception();
        }
    }

    /// <summary>One of the events of the last wait.</summary>
    public (uint Events, ulong Tag) this[int index]
    {
        get
        {
            var e = _ready.AsSpan(index * Stride, Stride);
            return (MemoryMarshal.Read<uint>(e), MemoryMarshal.Read<ulong>(e[DataOffset..]));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.Close(_fd);

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception();

    private void Control(int operation, int fd, uint events, ulong tag)
    {
        var change = stackalloc byte[16];
        MemoryMarshal.Write(new Span<byte>(change, 16), events);
        MemoryMarshal.Write(new Span<byte>(change + DataOffset, 8), tag);
        _ = Checked(Libc.EpollControl(_fd, operation, fd, change));
    }
}
