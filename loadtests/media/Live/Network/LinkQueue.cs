using System.Diagnostics.CodeAnalysis;

namespace CrossLive.LoadTests.Media.Live.Network;

/// <summary>
/// One direction of a link: loss, then a queue that a rate or a trace empties, then a delay. Pure: time and randomness are passed in, so the same packets and seed give the same
/// losses. Packets keep their order. A trace's chance carries 1,500 bytes of what waits then, as in the simulator: a full packet with its headers, or several small ones, or
/// the rest of one and the beginning of the next; what of it finds nothing waiting is lost.
/// </summary>
internal sealed class LinkQueue(LinkShape shape, Random random)
{
    private readonly Queue<(byte[] Packet, double CameMs)> _waiting = new();
    private readonly Queue<(byte[] Packet, double DueMs)> _underWay = new();
    private LinkShape _shape = shape;
    private double _freeAtMs;
    private int _waitingBytes, _firstTakenBytes;

    // The trace's millisecond whose chances come next.
    private long _traceMs;

    /// <summary>What it does to packets from now on.</summary>
    public LinkShape Shape
    {
        get => _shape;
        set => (_shape, _traceMs) = (value, value.Trace == _shape.Trace ? _traceMs : 0);
    }

    /// <summary>Packets that were lost at random.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets that did not fit into the queue.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Packets that went through.</summary>
    public long Passed { get; private set; }

    /// <summary>The most that waited at one time, in bytes.</summary>
    public int MostWaitingBytes { get; private set; }

    /// <summary>By how much a packet was taken later than it had arrived, at most, in ms: what the harness itself adds.</summary>
    public double MostTakenLateMs { get; private set; }

    /// <summary>When something is to be done next, in ms; null: nothing is on its way.</summary>
    public double? NextMs
    {
        get
        {
            var leavesMs = _waiting.Count == 0 ? (double?)null : Shape.Trace is { } played ? played.BeganMs + played.Trace.NextChanceMs(_traceMs) : _freeAtMs;
            var arrivesMs = _underWay.TryPeek(out var first) ? first.DueMs : (double?)null;
            return leavesMs is { } leaves && arrivesMs is { } arrives ? Math.Min(leaves, arrives) : leavesMs ?? arrivesMs;
        }
    }

    /// <summary>A packet comes.</summary>
    public void Offer(byte[] packet, double nowMs)
    {
        Serve(nowMs);
#pragma warning disable CA5394 // Losses have to come again with the same seed.
        if (Shape.LossShare > 0 && random.NextDouble() < Shape.LossShare)
#pragma warning restore CA5394
        {
            Lost++;
        }
        else if (_waitingBytes + packet.Length > Shape.QueueBytes)
        {
            Overflowed++;
        }
        else
        {
            _waiting.Enqueue((packet, nowMs));
            _waitingBytes += packet.Length;
            MostWaitingBytes = Math.Max(MostWaitingBytes, _waitingBytes);
            Serve(nowMs);
        }
    }

    /// <summary>A packet that has arrived by now.</summary>
    public bool TryTake(double nowMs, [NotNullWhen(true)] out byte[]? packet)
    {
        Serve(nowMs);
        packet = _underWay.TryPeek(out var first) && first.DueMs <= nowMs ? _underWay.Dequeue().Packet : null;
        if (packet is null)
        {
            return false;
        }

        Passed++;
        MostTakenLateMs = Math.Max(MostTakenLateMs, nowMs - first.DueMs);
        return true;
    }

    private void Serve(double nowMs)
    {
        if (Shape.Trace is { } played)
        {
            Serve(played, nowMs);
            return;
        }

        // A packet takes its time on the wire from when the one before it is through, or from when it comes.
        while (_waiting.TryPeek(out var first) && _freeAtMs <= nowMs)
        {
            _waiting.Dequeue();
            _waitingBytes -= first.Packet.Length - _firstTakenBytes;
            _firstTakenBytes = 0;
            var takesMs = Shape.BitsPerSecond is { } rate ? first.Packet.Length * 8_000.0 / rate : 0;
            _freeAtMs = Math.Max(_freeAtMs, first.CameMs) + takesMs;
            _underWay.Enqueue((first.Packet, _freeAtMs + Shape.DelayMs));
        }
    }

    private void Serve(PlayedLink played, double nowMs)
    {
        for (; played.BeganMs + _traceMs <= nowMs; _traceMs++)
        {
            var left = played.Trace.BytesAt(_traceMs);
            while (left > 0 && _waiting.TryPeek(out var first))
            {
                var taken = Math.Min(left, first.Packet.Length - _firstTakenBytes);
                left -= taken;
                _firstTakenBytes += taken;
                _waitingBytes -= taken;
                if (_firstTakenBytes == first.Packet.Length)
                {
                    _waiting.Dequeue();
                    _firstTakenBytes = 0;
                    _underWay.Enqueue((first.Packet, played.BeganMs + _traceMs + Shape.DelayMs));
                }
            }
        }
    }
}
