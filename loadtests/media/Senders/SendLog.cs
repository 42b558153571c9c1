using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media.Senders;

/// <summary>What becomes of what a simulated sender writes to its connection. Pictures are captured every 1/30 s.</summary>
internal sealed class SendLog(TcpPath path) : StreamLog
{
    /// <summary>The number of a picture that is the slate's.</summary>
    public const long Slate = -1;

    private readonly Queue<(long EndsAt, MediaUnit Unit)> _written = new();
    private long _bytes;

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
