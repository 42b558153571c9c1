using System.Buffers;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Messages to many sockets that leave in one system call: about half of the CPU of a call for each, seen in a small C++ program. Used by the thread that made it, and by no other.
/// From <see cref="TryAdd"/> to <see cref="Send"/> nobody else writes to these sockets: who wants to waits, no longer than a batch takes.
/// </summary>
internal sealed unsafe class SendBatch : IDisposable
{
    /// <summary>Most messages of one batch: some 0.3 ms for whoever waits to write to one of its sockets.</summary>
    public const int MaxMessages = 64;

    private readonly IoRing _ring;
    private readonly Entry[] _entries = new Entry[MaxMessages];
    private readonly int[] _results = new int[MaxMessages];

    // A tick has one message a protocol: each is pinned once.
    private readonly List<(ReadOnlyMemory<byte> Message, MemoryHandle Pin)> _pins = new(4);
    private int _count;

    private SendBatch(IoRing ring) => _ring = ring;

    /// <summary>Makes one, or null where the system sends no batches: everything goes by single calls then.</summary>
    public static SendBatch? TryCreate() => IoRing.TryCreate(MaxMessages) is { } ring ? new SendBatch(ring) : null;

    /// <summary>True where it has to be sent before more is added.</summary>
    public bool IsFull => _count == MaxMessages;

    /// <summary>Adds a message if the socket can be had at once: nothing on its way, nobody writing. Never waits.</summary>
    /// <param name="output">The socket's output.</param>
    /// <param name="message">Whole; not to be changed before it has left.</param>
    /// <param name="sender">Hears what became of it.</param>
    public bool TryAdd(SocketOutput output, ReadOnlyMemory<byte> message, IBatchSender sender)
    {
        if (IsFull || !output.TryBeginBatch(out var socket))
        {
            return false;
        }

        _ring.AddSend(socket, PointerTo(message), message.Length, _count);
        _entries[_count++] = new Entry(output, message, sender);
        return true;
    }

    /// <summary>Sends what was added, gives the sockets back, and then tells the senders.</summary>
    public void Send()
    {
        if (_count == 0)
        {
            return;
        }

        var entries = _entries.AsSpan(0, _count);
        var results = _results.AsSpan(0, _count);
        _ring.Submit(results);
        _pins.ForEach(pinned => pinned.Pin.Dispose());
        _pins.Clear();
        _count = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            ref var entry = ref entries[i];
            (entry.Pending, entry.Failure) = entry.Output.EndBatch(entry.Message, results[i]);
        }

        // Only now: a sender may end its connection, and with it wait for whoever waits for one of these sockets.
        foreach (var entry in entries)
        {
            entry.Sender.NoteSent(entry.Pending, entry.Failure);
        }

        entries.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();

    private byte* PointerTo(ReadOnlyMemory<byte> message)
    {
        foreach (var (known, pin) in _pins)
        {
            if (known.Equals(message))
            {
                return (byte*)pin.Pointer;
            }
        }

        var pinned = message.Pin();
        _pins.Add((message, pinned));
        return (byte*)pinned.Pointer;
    }

    private record struct Entry(SocketOutput Output, ReadOnlyMemory<byte> Message, IBatchSender Sender)
    {
        public Task? Pending { get; set; }

        public IOException? Failure { get; set; }
    }
}

/// <summary>Who sends by batches.</summary>
internal interface IBatchSender
{
    /// <summary>The batch was sent. Never throws.</summary>
    /// <param name="pending">Null where the message has left whole, or never will; else ends when it has.</param>
    /// <param name="failure">The connection is broken.</param>
    void NoteSent(Task? pending, IOException? failure);
}
