using System.Globalization;
using System.Text;
using CrossLive.Media.Fragments;

namespace CrossLive.Media.Hls;

/// <summary>The newest segments of a stream and their playlist (RFC 8216), in memory. Pure; not safe for threads.</summary>
public sealed class HlsWindow(HlsLimits limits)
{
    private readonly List<Segment> _segments = [];
    private readonly List<Mp4Piece.Fragment> _pending = [];
    private readonly Dictionary<int, Mp4Piece.Head> _heads = [];
    private int _head = -1;
    private long _next;
    private long _bytes;
    private long _discontinuities;
    private bool _isEnded;

    /// <summary>Whether there is something to play.</summary>
    public bool HasSegments => _segments.Count > 0;

    /// <summary>Bytes that are kept.</summary>
    public long Bytes => _bytes;

    /// <summary>The next piece; true where a segment has become whole.</summary>
    public bool Take(Mp4Piece piece)
    {
        switch (piece)
        {
            case Mp4Piece.Head head:
                var wasPending = Complete();
                _heads[++_head] = head;
                return wasPending;
            case Mp4Piece.Fragment fragment:
                var isFull = _pending.Count > 0
                    && ((fragment.BeginsWithKeyframe && fragment.StartMs - _pending[0].StartMs >= limits.SegmentMs) || fragment.EndMs - _pending[0].StartMs > limits.MaxSegmentMs);
                var isNew = isFull && Complete();
                _pending.Add(fragment);
                return isNew;
            default:
                return false;
        }
    }

    /// <summary>The stream has ended: what has come is the last segment, and the playlist says so.</summary>
    public void End()
    {
        Complete();
        _isEnded = true;
    }

    /// <summary>The media playlist.</summary>
    public string ToPlaylist()
    {
        var shown = _segments.Skip(Math.Max(0, _segments.Count - limits.WindowSegments)).ToList();
        var hidden = _segments.Count - shown.Count;
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
        var longestMs = shown.Count == 0 ? limits.SegmentMs : shown.Max(each => each.DurationMs);
        Line(text, $"#EXT-X-TARGETDURATION:{Math.Max(1, (long)Math.Round(longestMs / 1_000d, MidpointRounding.AwayFromZero))}");
        Line(text, $"#EXT-X-MEDIA-SEQUENCE:{(shown.Count == 0 ? _next : shown[0].Number)}");
        Line(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{_discontinuities + (shown.Count == 0 ? 0 : _segments.Take(hidden + 1).Zip(_segments.Take(hidden + 1).Skip(1)).Count(pair => pair.First.Head != pair.Second.Head))}");
        if (shown.All(each => each.IsIndependent))
        {
            text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }

        var head = -1;
        foreach (var segment in shown)
        {
            if (segment.Head != head)
            {
                if (head >= 0)
                {
                    text.Append("#EXT-X-DISCONTINUITY\n");
                }

                head = segment.Head;
                Line(text, $"#EXT-X-MAP:URI=\"init-{head}.mp4\"");
            }

            Line(text, $"#EXTINF:{segment.DurationMs / 1_000d:0.000},");
            Line(text, $"{segment.Number}.m4s");
        }

        if (_isEnded)
        {
            text.Append("#EXT-X-ENDLIST\n");
        }

        return text.ToString();
    }

    /// <summary>The playlist of the one form that there is, which names codecs and rate.</summary>
    /// <param name="playlist">Where the media playlist is, seen from this one.</param>
    public string ToMaster(string playlist)
    {
        var head = _heads.GetValueOrDefault(_head);
        var codecs = string.Join(',', new[] { head?.Video?.Configuration.Codec, head?.Audio?.Configuration.Codec }.OfType<string>());
        // The most that a segment took; without one a guess that lets every player begin.
        var rate = _segments.Count == 0 ? 2_000_000 : _segments.Max(each => each.Bytes * 8_000L / Math.Max(1, each.DurationMs));
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-STREAM-INF:BANDWIDTH={Math.Max(1, rate)}");
        if (codecs.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $",CODECS=\"{codecs}\"");
        }

        if (head?.Video is { } video)
        {
            text.Append(CultureInfo.InvariantCulture, $",RESOLUTION={video.Configuration.WidthPx}x{video.Configuration.HeightPx}");
        }

        return text.Append('\n').Append(playlist).Append('\n').ToString();
    }

    /// <summary>A segment's bytes, or null where it is not kept (any more).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Find(long number) => _segments.Find(each => each.Number == number)?.Parts;

    /// <summary>What stands before the segments of one configuration, or null.</summary>
    public ReadOnlyMemory<byte>? FindHead(int number) => _heads.GetValueOrDefault(number)?.Bytes;

    private bool Complete()
    {
        if (_pending.Count == 0)
        {
            return false;
        }

        var bytes = _pending.Sum(each => (long)each.Bytes.Length);
        var segment = new Segment(_next++, _head, _pending[^1].EndMs - _pending[0].StartMs, bytes, _pending[0].BeginsWithKeyframe, [.. _pending.Select(each => each.Bytes)]);
        _pending.Clear();
        _segments.Add(segment);
        _bytes += bytes;
        while (_segments.Count > 0 && (_segments.Count > limits.WindowSegments + limits.KeptSegments || _bytes > limits.MaxBytes))
        {
            var oldest = _segments[0];
            _bytes -= oldest.Bytes;
            _segments.RemoveAt(0);
            if (_segments.Count > 0 && _segments[0].Head != oldest.Head)
            {
                _discontinuities++;
            }
        }

        foreach (var gone in _heads.Keys.Where(number => number != _head && _segments.TrueForAll(each => each.Head != number)).ToArray())
        {
            _heads.Remove(gone);
        }

        return true;
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private sealed record Segment(long Number, int Head, long DurationMs, long Bytes, bool IsIndependent, IReadOnlyList<ReadOnlyMemory<byte>> Parts);
}
