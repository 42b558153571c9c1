using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Preview;

/// <summary>
/// Somebody who watches a stream. What it is given always begins with the stream's configuration and a keyframe, also after a skip. One that is too slow is skipped to
/// the next keyframe; one that took nothing between two skips, or was skipped too often, is cut.
/// </summary>
public sealed class PreviewReader : IDisposable
{
    private readonly StreamFeed _feed;
    private readonly PreviewLimits _limits;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly CancellationTokenSource _cut = new();
    private readonly bool _takesSoundAlone;
    private bool _hasSoundAlone;
    private List<FlvTag> _waiting;
    private long _waitingBytes;
    private uint? _waitingSinceMs;
    private bool _waitsForKeyframe;
    private bool _isSkippedSinceTaken;
    private bool _isCompleted;
    private int _skips;

    internal PreviewReader(StreamFeed feed, PreviewLimits limits, List<FlvTag> begin, bool takesSoundAlone = false)
    {
        (_feed, _limits, _waiting, _waitsForKeyframe, _takesSoundAlone) = (feed, limits, begin, begin.Count == 0, takesSoundAlone);
        Tell();
    }

    /// <summary>Told when the reader is cut: what is being written to it is to be given up.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>How often it was skipped.</summary>
    public int Skips
    {
        get
        {
            lock (_gate)
            {
                return _skips;
            }
        }
    }

    /// <summary>All that waits, in order; waits until there is something. Null: the stream has ended, or the reader was cut.</summary>
    public async ValueTask<IReadOnlyList<FlvTag>?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0 && !_cut.IsCancellationRequested)
                {
                    var taken = _waiting;
                    (_waiting, _waitingBytes, _waitingSinceMs, _isSkippedSinceTaken) = ([], 0, null, false);
                    return taken;
                }

                if (_isCompleted)
                {
                    return null;
                }
            }

            await _news.WaitAsync(cancellation);
        }
    }

    public void Dispose()
    {
        _feed.Leave(this);
        _cut.Dispose();
        _news.Dispose();
    }

    /// <summary>Gives it a tag. False: it has been cut.</summary>
    /// <param name="hasVideo">Whether the stream has pictures.</param>
    internal bool Offer(FlvTag tag, FlvOpening opening, bool hasVideo)
    {
        lock (_gate)
        {
            if (_waitsForKeyframe && _takesSoundAlone && !hasVideo)
            {
                if (!_hasSoundAlone && !tag.Head.IsSequenceHeader)
                {
                    _hasSoundAlone = true;
                    _waiting.AddRange(opening.At(tag.TimestampMs));
                }
            }
            else if (_waitsForKeyframe)
            {
                if (!tag.Head.IsKeyFrame)
                {
                    return true;
                }

                _waitsForKeyframe = false;
                _waiting.AddRange(opening.At(tag.TimestampMs));
            }

            _waiting.Add(tag);
            _waitingBytes += tag.Body.Length;
            _waitingSinceMs ??= tag.TimestampMs;
            var isBehind = _waitingBytes > _limits.MaxWaitingBytes || unchecked((int)(tag.TimestampMs - _waitingSinceMs.Value)) > _limits.MaxWaitingMs;
            if (isBehind && !TrySkip())
            {
                return false;
            }

            Tell();
            return true;
        }
    }

    internal void Complete()
    {
        lock (_gate)
        {
            _isCompleted = true;
            Tell();
        }
    }

    private bool TrySkip()
    {
        (_waiting, _waitingBytes, _waitingSinceMs) = ([], 0, null);
        if (_isSkippedSinceTaken || _skips == _limits.MaxSkips)
        {
            _isCompleted = true;
            Tell();
            _cut.Cancel();
            return false;
        }

        (_waitsForKeyframe, _isSkippedSinceTaken) = (true, true);
        _skips++;
        return true;
    }

    private void Tell()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }
}
