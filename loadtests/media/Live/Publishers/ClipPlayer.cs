using CrossLive.LoadTests.Media.Senders;
using CrossLive.Media.Rtmp;

namespace CrossLive.LoadTests.Media.Live.Publishers;

/// <summary>
/// A camera: plays a clip in a loop, each picture and each frame of sound when it is due, on a thread of its own. When a picture was due is when it was captured, so what the player
/// itself is late counts. Times go on over the clip's end without a step: pictures by their number, sound by its own frames.
/// </summary>
internal sealed class ClipPlayer : IDisposable
{
    private readonly FlvTag[] _openings, _pictures, _sounds;
    private readonly Action<FlvTag> _take;
    private readonly double _pictureMs;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    /// <param name="clip">What it plays.</param>
    /// <param name="take">Takes each tag; where it throws an <see cref="IOException"/> the player ends.</param>
    public ClipPlayer(SourceClip clip, Action<FlvTag> take)
    {
        using var file = File.OpenRead(clip.File);
        FlvTag[] tags = [.. FlvTags.Read(file)];
        _openings = [.. tags.Where(tag => tag.Kind == FlvTagKind.Script || tag.Head.IsSequenceHeader)];
        _pictures = [.. tags.Where(tag => tag.Kind == FlvTagKind.Video && tag.Head.IsFrame)];
        _sounds = [.. tags.Where(tag => tag.Kind == FlvTagKind.Audio && tag.Head.IsFrame)];
        (_take, _pictureMs) = (take, 1_000.0 / clip.PicturesPerSecond);
        BeganMs = LiveClock.NowMs;
        _thread = new Thread(Run) { IsBackground = true, Name = "clip" };
        _thread.Start();
    }

    /// <summary>When the first picture was due, on <see cref="LiveClock"/>.</summary>
    public double BeganMs { get; }

    /// <summary>Why it has ended by itself, or null.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            foreach (var opening in _openings)
            {
                _take(opening with { TimestampMs = 0 });
            }

            for (var (picture, sound) = (0L, 0L); !_isEnding;)
            {
                var (pictureMs, soundMs) = (picture * _pictureMs, sound * MediaClock.AudioFrameMs);
                var isPicture = pictureMs <= soundMs;
                var dueMs = isPicture ? pictureMs : soundMs;
                if (BeganMs + dueMs - LiveClock.NowMs is > 0 and var waitMs)
                {
                    Thread.Sleep(TimeSpan.FromMilliseconds(waitMs));
                }

                var tag = isPicture ? _pictures[picture++ % _pictures.Length] : _sounds[sound++ % _sounds.Length];
                _take(tag with { TimestampMs = (uint)Math.Round(dueMs) });
            }
        }
        catch (IOException exception)
        {
            Failure = exception.Message;
        }
    }
}
