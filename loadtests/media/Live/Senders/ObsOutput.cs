using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Senders;
using CrossLive.Media.Rtmp;

namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>
/// OBS' output with "dynamically change bitrate": one queue of packets in the encoder's order, nothing dropped and no sound before pictures, and one thread that writes a packet after
/// the other and blocks in the send buffer. <see cref="ObsBitrate"/> decides.
/// </summary>
internal sealed class ObsOutput : IDisposable
{
    // OBS has no limit; a run that comes to this one has failed.
    private const long MaxQueuedBytes = 256L << 20;
    private readonly Queue<FlvTag> _queue = new();
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _queued = new(0);
    private readonly List<LoggedDecision> _decisions = [];
    private readonly ObsEncoder _encoder;
    private readonly PlainRtmpPublisher _publisher;
    private readonly Stream _source;
    private readonly ObsBitrate _bitrate;
    private readonly Thread _reading, _writing;
    private long _queuedBytes, _newestPictureMs;
    private volatile bool _isEnding;

    /// <param name="encoder">Whose stream it sends.</param>
    /// <param name="publisher">Its connection.</param>
    /// <param name="stream">The highest rate, and that of sound.</param>
    public ObsOutput(ObsEncoder encoder, PlainRtmpPublisher publisher, LiveStream stream)
    {
        (_encoder, _publisher, _source) = (encoder, publisher, encoder.OpenOutput());
        _bitrate = new ObsBitrate(stream.VideoKbps, stream.AudioKbps);
        _reading = new Thread(Read) { IsBackground = true, Name = "obs packets" };
        _writing = new Thread(Write) { IsBackground = true, Name = "obs send" };
        _reading.Start();
        _writing.Start();
    }

    /// <summary>What was decided, by <see cref="LiveClock"/>.</summary>
    public IReadOnlyList<LoggedDecision> Decisions
    {
        get
        {
            lock (_gate)
            {
                return [.. _decisions];
            }
        }
    }

    /// <summary>Why it has ended by itself, or null.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnding = true;
        _source.Dispose();
        _publisher.Dispose();
        _queued.Release();
        _reading.Join();
        _writing.Join();
        _queued.Dispose();
    }

    private void Read()
    {
        try
        {
            foreach (var tag in FlvTags.Read(_source))
            {
                Queue(tag);
            }

            Fail("the encoder's stream has ended.");
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            Fail(over.Message);
        }
    }

    private void Queue(FlvTag tag)
    {
        lock (_gate)
        {
            if (tag is { Kind: FlvTagKind.Video, Head.IsFrame: true })
            {
                var first = _queue.Where(each => each is { Kind: FlvTagKind.Video, Head.IsFrame: true }).Select(each => (long?)each.TimestampMs).FirstOrDefault();
                foreach (var decision in _bitrate.PictureComes((long)LiveClock.NowMs, _queue.Count, _newestPictureMs - first))
                {
                    _decisions.Add(decision);
                    _encoder.SetKbps((long)decision.VideoBps / 1_000);
                }

                _newestPictureMs = tag.TimestampMs;
            }

            _queuedBytes += tag.Body.Length;
            _queue.Enqueue(tag);
            if (_queuedBytes > MaxQueuedBytes)
            {
                throw new IOException($"more than {MaxQueuedBytes >> 20} MiB wait.");
            }
        }

        _queued.Release();
    }

    private void Write()
    {
        try
        {
            while (true)
            {
                _queued.Wait();
                if (_isEnding)
                {
                    return;
                }

                FlvTag tag;
                lock (_gate)
                {
                    tag = _queue.Dequeue();
                    _queuedBytes -= tag.Body.Length;
                }

                var beganMs = (long)LiveClock.NowMs;
                _publisher.Write(tag);
                lock (_gate)
                {
                    _bitrate.NoteWrite(beganMs, (long)LiveClock.NowMs, tag.Body.Length);
                }
            }
        }
        catch (IOException over)
        {
            Fail(over.Message);
        }
    }

    private void Fail(string why)
    {
        if (!_isEnding)
        {
            Failure ??= why;
        }
    }
}
