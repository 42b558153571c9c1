using CrossLive.Media.Codecs;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Preview;

/// <summary>Finds out a stream's size and rate from its first pictures. Not safe for threads.</summary>
public sealed class PictureClock
{
    private const int PicturesToKnow = 12;

    private static readonly int[] Usual = [10, 12, 15, 20, 24, 25, 30, 48, 50, 60];

    private H264Configuration? _size;
    private uint _firstMs;
    private int _pictures;

    /// <summary>Null until they are known.</summary>
    public PictureFacts? Facts { get; private set; }

    /// <summary>Notes a tag.</summary>
    public void Take(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Kind != FlvTagKind.Video)
        {
            return;
        }

        if (H264Configuration.Of(tag) is { } size && size != _size)
        {
            (_size, _pictures, Facts) = (size, 0, null);
        }

        if (!tag.Head.IsFrame || _size is null || Facts is not null)
        {
            return;
        }

        if (_pictures++ == 0)
        {
            _firstMs = tag.TimestampMs;
        }
        else if (_pictures == PicturesToKnow)
        {
            var perSecond = (PicturesToKnow - 1) * 1_000.0 / Math.Max(1, unchecked(tag.TimestampMs - _firstMs));
            Facts = new PictureFacts(_size.WidthPx, _size.HeightPx, Usual.MinBy(usual => Math.Abs(usual - perSecond)));
        }
    }
}
