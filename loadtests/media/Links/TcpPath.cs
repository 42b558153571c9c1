namespace CrossLive.LoadTests.Media.Links;

/// <summary>
/// A TCP connection over the bottleneck, as far as delay and rate depend on it: a send buffer, a window as CUBIC moves it (slow start, 0.7 at a loss, then
/// cubic), an acknowledgement for each packet that tells what before it is lost, retransmission before anything new, a receiver that hands on what is
/// complete. No acknowledgement is delayed, lost or reordered. Every sender uses the same one.
/// </summary>
internal sealed class TcpPath(LinkTrace trace, int roundTripMs, int queueBytes)
{
    // As Linux begins: ten packets; a send buffer of tcp_wmem's usual first size, and of twice the window later.
    private const int FirstWindow = 10 * Segment.MaxBytes, LeastBufferBytes = 87_380, MaxBufferBytes = 4 << 20, LeastWindow = 2 * Segment.MaxBytes, TailLossMs = 300;
    private const double Beta = 0.7, CubicPerMsCubed = 0.4 * Segment.MaxBytes / 1e9;
    private readonly Bottleneck _bottleneck = new(trace, queueBytes);
    private readonly Queue<(long AtMs, Segment Segment)> _toLink = new();
    private readonly Queue<(long AtMs, Segment Segment)> _toReceiver = new();
    private readonly Queue<(long AtMs, Segment Segment)> _acks = new();
    private readonly Queue<Segment> _onWay = new();
    private readonly Queue<Segment> _toRepeat = new();
    private readonly SortedDictionary<long, int> _early = [];
    private long _written, _sent, _onWayBytes, _repeatedUntilOrder = -1, _lossMs;
    private int _droppedOnWay;
    private long _bufferBytes = LeastBufferBytes;
    private double _window = FirstWindow, _slowStartUntil = double.MaxValue, _windowBeforeLoss;

    /// <summary>Bytes of the stream that the receiver has without gaps.</summary>
    public long DeliveredBytes { get; private set; }

    /// <summary>Bytes that were acknowledged.</summary>
    public long AckedBytes { get; private set; }

    /// <summary>Bytes that were written and are not acknowledged: in the send buffer and on their way.</summary>
    public long UnackedBytes => _written - AckedBytes;

    /// <summary>What the send buffer takes now.</summary>
    public long FreeBytes => Math.Max(0, _bufferBytes - UnackedBytes);

    /// <summary>The newest round trip, in ms; 0 before the first.</summary>
    public double RoundTripMs { get; private set; }

    /// <summary>Packets sent, those sent again included.</summary>
    public long SentPackets { get; private set; }

    /// <summary>Packets sent again.</summary>
    public long RepeatedPackets { get; private set; }

    /// <summary>What the narrow link could have carried in the last millisecond in addition, in bytes.</summary>
    public int UnusedBytes => _bottleneck.UnusedBytes;

    /// <summary>True where bytes wait in the send buffer because TCP's window is full.</summary>
    public bool IsHeldByTcp => _written > _sent && _onWayBytes >= _window;

    /// <summary>Writes so many bytes; no more than <see cref="FreeBytes"/>.</summary>
    public void Write(long bytes) => _written += bytes;

    /// <summary>One millisecond passes.</summary>
    public void Pass(long nowMs)
    {
        while (_acks.TryPeek(out var ack) && ack.AtMs <= nowMs)
        {
            Acknowledge(_acks.Dequeue().Segment, nowMs);
        }

        // Where nothing on its way is left but what was lost, nothing comes back that says so: the probe for that.
        if (_droppedOnWay > 0 && _droppedOnWay == _onWay.Count && nowMs - _onWay.Last().SentMs > TailLossMs)
        {
            while (_onWay.Count > 0)
            {
                Lose(_onWay.Dequeue(), nowMs);
            }
        }

        // As Linux has it, it grows with the window, and does not shrink with it.
        _bufferBytes = Math.Max(_bufferBytes, Math.Min(MaxBufferBytes, (long)(2 * _window)));
        Send(nowMs);
        while (_toLink.TryPeek(out var at) && at.AtMs <= nowMs)
        {
            var segment = _toLink.Dequeue().Segment;
            if (!_bottleneck.TryEnqueue(segment))
            {
                segment.IsDropped = true;
                _droppedOnWay++;
            }
        }

        // The narrow link is in the middle; how the way is shared before and after it changes nothing but when a loss is seen.
        _bottleneck.Pass(nowMs, segment => _toReceiver.Enqueue((nowMs + (roundTripMs / 4), segment)));
        while (_toReceiver.TryPeek(out var at) && at.AtMs <= nowMs)
        {
            var segment = _toReceiver.Dequeue().Segment;
            Receive(segment);
            _acks.Enqueue((nowMs + (roundTripMs / 2), segment));
        }
    }

    private void Send(long nowMs)
    {
        while (_onWayBytes < _window)
        {
            if (!_toRepeat.TryDequeue(out var segment))
            {
                var bytes = (int)Math.Min(Segment.MaxBytes, _written - _sent);
                if (bytes == 0)
                {
                    return;
                }

                segment = new Segment(_sent, bytes);
                _sent += bytes;
            }

            segment.Order = SentPackets++;
            segment.SentMs = nowMs;
            segment.IsDropped = false;
            _onWay.Enqueue(segment);
            _onWayBytes += segment.Bytes;
            _toLink.Enqueue((nowMs + (roundTripMs / 4), segment));
        }
    }

    private void Acknowledge(Segment acked, long nowMs)
    {
        var isFull = _onWayBytes + Segment.MaxBytes >= _window;

        // Nothing is reordered: what was sent before it and has not come is lost.
        while (_onWay.Dequeue() is var first && first != acked)
        {
            Lose(first, nowMs);
        }

        _onWayBytes -= acked.Bytes;
        AckedBytes += acked.Bytes;
        RoundTripMs = nowMs - acked.SentMs;
        if (!isFull)
        {
            // A window that is not used does not grow.
            return;
        }

        if (_window < _slowStartUntil)
        {
            _window += acked.Bytes;
            return;
        }

        var sinceMs = nowMs - _lossMs - Math.Cbrt(_windowBeforeLoss * (1 - Beta) / CubicPerMsCubed);
        var wanted = _windowBeforeLoss + (CubicPerMsCubed * sinceMs * sinceMs * sinceMs);
        _window += Math.Clamp((wanted - _window) / _window, 0.01, 0.5) * acked.Bytes;
    }

    private void Lose(Segment segment, long nowMs)
    {
        _droppedOnWay--;
        _onWayBytes -= segment.Bytes;
        _toRepeat.Enqueue(segment);
        RepeatedPackets++;
        if (segment.Order > _repeatedUntilOrder)
        {
            // Once for all that was on its way with it.
            _repeatedUntilOrder = SentPackets;
            (_windowBeforeLoss, _lossMs) = (_window, nowMs);
            _slowStartUntil = _window = Math.Max(LeastWindow, _window * Beta);
        }
    }

    private void Receive(Segment segment)
    {
        _early[segment.Offset] = segment.Bytes;
        while (_early.Count > 0 && _early.First() is var (offset, bytes) && offset == DeliveredBytes)
        {
            DeliveredBytes += bytes;
            _early.Remove(offset);
        }
    }
}
