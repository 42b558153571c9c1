using System.Diagnostics.CodeAnalysis;

namespace CrossLive.LoadTests.Media.Live.Network;

/// <summary>
/// One direction of a link: loss, then a queue that a rate empties, then a delay. Pure: time and randomness are passed in, so the same packets and seed give the same losses.
/// Packets keep their order.
/// </summary>
internal sealed class LinkQueue(LinkShape shape, Random random)
{
    private readonly Queue<(byte[] Packet, double CameMs)> _waiting = new();
    private readonly Queue<(byte[] Packet, double DueMs)> _underWay = new();
    private double _freeAtMs;
    private int _waitingBytes;

    /// <summary>What it does to packets from now on.</summary>
    public LinkShape Shape { get; set; } = shape;

    /// <summary>Packets that were lost at random.</summary>
    public long Lost { get; private set; }

    /// <summary>Packets that did not fit into the queue.</summary>
    public long Overflowed { get; private set; }

    /// <summary>Packets that went through.</summary>
    public long Passed { get; private set; }

    /// <summary>The most that waited at one time, in bytes.</summary>
    public int MostWaitingBytes { get; private set; }

    /// <summary>When something is to be done next, in ms; null: nothing is on its way.</summary>
    public double? NextMs => (_waiting.Count, _underWay.Count) switch
    {
        (0, 0) => null,
        (0, _) => _underWay.Peek().DueMs,
        (_, 0) => _freeAtMs,
        _ => Math.Min(_freeAtMs, _underWay.Peek().DueMs),
    };

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
        Passed += packet is null ? 0 : 1;
        return packet is not null;
    }

    // A packet takes its time on the wire from when the one before it is through, or from when it comes.
    private void Serve(double nowMs)
    {
        while (_waiting.TryPeek(out var first) && _freeAtMs <= nowMs)
        {
            _waiting.Dequeue();
            _waitingBytes -= first.Packet.Length;
            var takesMs = Shape.BitsPerSecond is { } rate ? first.Packet.Length * 8_000.0 / rate : 0;
            _freeAtMs = Math.Max(_freeAtMs, first.CameMs) + takesMs;
            _underWay.Enqueue((first.Packet, _freeAtMs + Shape.DelayMs));
        }
    }
}
