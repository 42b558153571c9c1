using System.Runtime.InteropServices;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// The little of Linux' io_uring that sends need: many sends of different sockets in one system call. Used by the thread that made it, and by no other.
/// Layouts and numbers are those of <c>linux/io_uring.h</c>.
/// </summary>
internal sealed unsafe partial class IoRing : IDisposable
{
    // The same on every processor that .NET runs on.
    private const int SetupCall = 425;
    private const int EnterCall = 426;

    // SINGLE_ISSUER | DEFER_TASKRUN: Linux 6.1. An older kernel refuses them, and the caller does without.
    private const uint SetupFlags = (1U << 12) | (1U << 13);
    private const uint GetEvents = 1;
    private const byte SendOperation = 26;
    private const int EntryBytes = 64;
    private const int CompletionBytes = 16;
    private const long SubmissionRing = 0;
    private const long CompletionRing = 0x8000000;
    private const long Entries = 0x10000000;
    private const int ReadWrite = 3;
    private const int SharedPopulated = 0x8001;

    // MSG_DONTWAIT | MSG_NOSIGNAL: what a socket does not take at once comes back as EAGAIN, so a send is complete when the call returns.
    private const uint SendFlags = 0x4040;

    private readonly int _descriptor;
    private readonly Mapping _submissions;
    private readonly Mapping _completions;
    private readonly Mapping _entries;
    private readonly uint* _head;
    private readonly uint* _tail;
    private readonly uint _mask;
    private readonly uint* _doneHead;
    private readonly uint* _doneTail;
    private readonly uint _doneMask;
    private readonly byte* _done;
    private uint _added;

    private IoRing(int descriptor, Parameters parameters)
    {
        _descriptor = descriptor;
        var submission = parameters.Submission;
        var completion = parameters.Completion;
        _submissions = Mapping.Of(descriptor, SubmissionRing, submission.Array + (parameters.SubmissionEntries * sizeof(uint)));
        _completions = Mapping.Of(descriptor, CompletionRing, completion.Completions + (parameters.CompletionEntries * CompletionBytes));
        _entries = Mapping.Of(descriptor, Entries, parameters.SubmissionEntries * EntryBytes);
        if (!IsMapped)
        {
            return;
        }

        _head = (uint*)(_submissions.Start + submission.Head);
        _tail = (uint*)(_submissions.Start + submission.Tail);
        _mask = *(uint*)(_submissions.Start + submission.RingMask);
        _doneHead = (uint*)(_completions.Start + completion.Head);
        _doneTail = (uint*)(_completions.Start + completion.Tail);
        _doneMask = *(uint*)(_completions.Start + completion.RingMask);
        _done = _completions.Start + completion.Completions;
        var order = (uint*)(_submissions.Start + submission.Array);
        for (var i = 0U; i < parameters.SubmissionEntries; i++)
        {
            order[i] = i;
        }
    }

    private bool IsMapped => _submissions.IsValid && _completions.IsValid && _entries.IsValid;

    /// <summary>Makes a ring, or null where the system has none for us: another system, an older kernel, a container that forbids it.</summary>
    /// <param name="maxSends">Most sends of one call; a power of two.</param>
    public static IoRing? TryCreate(int maxSends)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return null;
        }

        var parameters = new Parameters { Flags = SetupFlags };
        var descriptor = (int)SystemCall(SetupCall, maxSends, (nint)(&parameters), 0, 0, 0, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var ring = new IoRing(descriptor, parameters);
        if (ring.IsMapped)
        {
            return ring;
        }

        ring.Dispose();
        return null;
    }

    /// <summary>Adds a send to the next call.</summary>
    /// <param name="socket">The socket's descriptor: open until <see cref="Submit"/> has returned.</param>
    /// <param name="bytes">What is sent: not moved and not changed until then.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <param name="number">Comes back with the result.</param>
    public void AddSend(nint socket, byte* bytes, int length, int number)
    {
        var entry = (Entry*)(_entries.Start + (((*_tail + _added) & _mask) * EntryBytes));
        *entry = new Entry { Operation = SendOperation, Descriptor = (int)socket, Address = (ulong)bytes, Length = (uint)length, Flags = SendFlags, UserData = (ulong)number };
        _added++;
    }

    /// <summary>Does what was added. All of it is over when this returns.</summary>
    /// <param name="results">By number: bytes sent, or a negative error number; <see cref="NotTried"/> where the kernel did not come to it.</param>
    public void Submit(Span<int> results)
    {
        results.Fill(NotTried);
        var added = _added;
        _added = 0;
        Volatile.Write(ref *_tail, *_tail + added);
        var taken = SystemCall(EnterCall, _descriptor, (nint)added, (nint)added, (nint)GetEvents, 0, 0);
        var missing = taken < 0 ? 0 : (int)taken;
        if (missing < added)
        {
            // What was not taken is not to be sent by a later call.
            *_tail = Volatile.Read(ref *_head);
        }

        for (missing -= Take(results); missing > 0; missing -= Take(results))
        {
            SystemCall(EnterCall, _descriptor, 0, missing, (nint)GetEvents, 0, 0);
        }
    }

    /// <summary>The result of a send that was not begun.</summary>
    public const int NotTried = int.MinValue;

    /// <inheritdoc/>
    public void Dispose()
    {
        _submissions.Free();
        _completions.Free();
        _entries.Free();
        _ = Close(_descriptor);
    }

    private int Take(Span<int> results)
    {
        var head = *_doneHead;
        var tail = Volatile.Read(ref *_doneTail);
        var taken = (int)(tail - head);
        for (; head != tail; head++)
        {
            var completion = (CompletionEntry*)(_done + ((head & _doneMask) * CompletionBytes));
            results[(int)completion->UserData] = completion->Result;
        }

        Volatile.Write(ref *_doneHead, head);
        return taken;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(byte* address, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private readonly record struct Mapping(nint Address, nuint Length)
    {
        public bool IsValid => Address != -1;

        public byte* Start => (byte*)Address;

        public static Mapping Of(int descriptor, long offset, uint length) => new((nint)Map(0, length, ReadWrite, SharedPopulated, descriptor, offset), length);

        public void Free()
        {
            if (IsValid)
            {
                _ = Unmap(Start, Length);
            }
        }
    }

    // struct io_uring_sqe
    [StructLayout(LayoutKind.Explicit, Size = EntryBytes)]
    private struct Entry
    {
        [FieldOffset(0)]
        public byte Operation;

        [FieldOffset(4)]
        public int Descriptor;

        [FieldOffset(16)]
        public ulong Address;

        [FieldOffset(24)]
        public uint Length;

        [FieldOffset(28)]
        public uint Flags;

        [FieldOffset(32)]
        public ulong UserData;
    }

    // struct io_uring_cqe
    [StructLayout(LayoutKind.Explicit, Size = CompletionBytes)]
    private struct CompletionEntry
    {
        [FieldOffset(0)]
        public ulong UserData;

        [FieldOffset(8)]
        public int Result;
    }

    // struct io_uring_params
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    private struct Parameters
    {
        [FieldOffset(0)]
        public uint SubmissionEntries;

        [FieldOffset(4)]
        public uint CompletionEntries;

        [FieldOffset(8)]
        public uint Flags;

        [FieldOffset(40)]
        public SubmissionOffsets Submission;

        [FieldOffset(80)]
        public CompletionOffsets Completion;
    }

    // struct io_sqring_offsets
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct SubmissionOffsets
    {
        [FieldOffset(0)]
        public uint Head;

        [FieldOffset(4)]
        public uint Tail;

        [FieldOffset(8)]
        public uint RingMask;

        [FieldOffset(24)]
        public uint Array;
    }

    // struct io_cqring_offsets
    [StructLayout(LayoutKind.Explicit, Size = 40)]
    private struct CompletionOffsets
    {
        [FieldOffset(0)]
        public uint Head;

        [FieldOffset(4)]
        public uint Tail;

        [FieldOffset(8)]
        public uint RingMask;

        [FieldOffset(20)]
        public uint Completions;
    }
}
