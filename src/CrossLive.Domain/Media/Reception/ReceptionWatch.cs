namespace CrossLive.Media.Reception;

/// <summary>
/// When the platform of one destination is asked how it receives the stream, what is shown of its answers, and which of them are news. Pure: times are passed in, in ms
/// since 1970 UTC, and so is the lot. One question is under way at a time, and none begins while the destination is not on the air.
/// </summary>
/// <param name="platform">The platform's name, for sentences.</param>
/// <param name="pace">The times.</param>
/// <param name="goneAfterMs">A destination that nothing was heard of for so long is not on the air.</param>
public sealed class ReceptionWatch(string platform, ReceptionPace pace, long goneAfterMs)
{
    private long? _heardLiveAtMs;
    private long _dueAtMs = long.MinValue;
    private bool _isAsking;
    private int _failures;
    private ReceptionReading? _reading;
    private long _readAtMs;
    private ReceptionAnswer? _last;

    /// <summary>How the destination is doing, each second or so. True: ask now, and say what came of it by <see cref="Take"/>.</summary>
    public bool TryBegin(bool isLive, long nowMs)
    {
        if (!isLive)
        {
            _heardLiveAtMs = null;
            return false;
        }

        if (!IsLiveAt(nowMs))
        {
            // What was planned before holds: a connection that comes and goes asks no oftener than one that stays.
            _dueAtMs = Math.Max(_dueAtMs, nowMs + pace.FirstMs);
        }

        _heardLiveAtMs = nowMs;
        if (_isAsking || nowMs < _dueAtMs)
        {
            return false;
        }

        return _isAsking = true;
    }

    /// <summary>What came of asking; gives what is new in it, or null.</summary>
    /// <param name="jitter">0 to 1.</param>
    public ReceptionChange? Take(ReceptionAnswer answer, long nowMs, double jitter)
    {
        ArgumentNullException.ThrowIfNull(answer);
        _isAsking = false;
        _failures = answer.Reading is null ? _failures + 1 : 0;
        _dueAtMs = nowMs + pace.WaitMs(answer.Gap, _failures, jitter);
        var change = ChangeTo(answer, nowMs);
        _last = answer;
        if (answer.Reading is { } reading)
        {
            (_reading, _readAtMs) = (reading, nowMs);
        }

        return change;
    }

    /// <summary>What is to be shown.</summary>
    public ReceptionView ViewAt(long nowMs)
    {
        var isLive = IsLiveAt(nowMs);
        var ageMs = Math.Max(0, nowMs - _readAtMs);
        var reading = ageMs < pace.ForgottenAfterMs ? _reading : null;
        var (gap, detail) = (isLive, _last) switch
        {
            (false, _) => (ReceptionGap.NotLive, ReceptionView.NotLiveDetail),
            (true, { Gap: { } lastGap } last) => (lastGap, last.Detail),
            (true, _) when reading is null => (ReceptionGap.NotReadYet, ReceptionView.NotReadYetDetail),
            _ => (default(ReceptionGap?), default(string?)),
        };
        return new ReceptionView(
            reading,
            reading is null ? null : _readAtMs,
            reading is null ? null : ageMs,
            reading is not null && (!isLive || ageMs >= pace.StaleAfterMs),
            gap,
            detail,
            isLive ? Math.Max(0, _dueAtMs - nowMs) : null);
    }

    private bool IsLiveAt(long nowMs) => _heardLiveAtMs is { } heard && nowMs - heard < goneAfterMs;

    private ReceptionChange? ChangeTo(ReceptionAnswer answer, long nowMs)
    {
        if (answer.Reading is not { } reading)
        {
            return _last?.Gap == answer.Gap ? null : new ReceptionChange(nowMs, null, null, answer.Gap, $"It is not known what {platform} says: {answer.Detail}");
        }

        if (_last?.Reading is { } before && before.SaysTheSameAs(reading))
        {
            return null;
        }

        var was = _reading is { } known && !string.Equals(known.Status, reading.Status, StringComparison.Ordinal) ? $" (before: {known.Status})" : "";
        return new ReceptionChange(nowMs, reading.Status, reading.StreamStatus, null, reading.ToSentence(platform) + was);
    }
}
