using CrossLive.LoadTests.Media.Links;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>What became of each picture and each audio frame. A time of −1 is never.</summary>
internal sealed class SendLog(TcpPath path)
{
    /// <summary>The number of a picture that is the slate's.</summary>
    public const long Slate = -1;

    private readonly Queue<(long EndsAt, MediaUnit Unit)> _written = new();
    private long _bytes;

    /// <summary>Pictures by number: captured every 1/30 s, whole at the receiver at, in ms. Not encoded, dropped and not yet arrived ones are −1.</summary>
    public List<(long CapturedMs, long ArrivedMs)> Pictures { get; } = [];

    /// <summary>Audio frames in the same way.</summary>
    public List<(long CapturedMs, long ArrivedMs)> Audio { get; } = [];

    /// <summary>What was decided, in order.</summary>
    public List<LoggedDecision> Decisions { get; } = [];

    /// <summary>Media bytes of whole units that arrived.</summary>
    public long ArrivedBytes { get; private set; }

    /// <summary>The next picture's number; it has been captured.</summary>
    public long Picture(long nowMs)
    {
        Pictures.Add((nowMs, -1));
        return Pictures.Count - 1;
    }

    /// <summary>The next audio frame's number.</summary>
    public long AudioFrame(long nowMs)
    {
        Audio.Add((nowMs, -1));
        return Audio.Count - 1;
    }

    /// <summary>Bytes are written to the connection; with the last of them a unit is whole.</summary>
    public void Write(int bytes, MediaUnit unit, bool isLast)
    {
        path.Write(bytes);
        _bytes += bytes;
        if (isLast)
        {
            _written.Enqueue((_bytes, unit));
        }
    }

    /// <summary>A rate is set.</summary>
    public void Decide(long nowMs, double videoBps, string reason, string explanation) => Decisions.Add(new LoggedDecision(nowMs, videoBps, reason, explanation));

    /// <summary>Writes down what has come by now.</summary>
    public void Note(long nowMs)
    {
        while (_written.TryPeek(out var first) && first.EndsAt <= path.DeliveredBytes)
        {
            var unit = _written.Dequeue().Unit;
            ArrivedBytes += unit.Bytes;
            if (unit.Id != Slate)
            {
                var list = unit.Kind == MediaKind.Audio ? Audio : Pictures;
                list[(int)unit.Id] = (list[(int)unit.Id].CapturedMs, nowMs);
            }
        }
    }
}

/// <summary>A rate that was set.</summary>
/// <param name="AtMs">When.</param>
/// <param name="VideoBps">Video's rate, in bits a second; 0 = slate.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Explanation">In a sentence.</param>
internal sealed record LoggedDecision(long AtMs, double VideoBps, string Reason, string Explanation);
