using CrossLive.LoadTests.Swarm.Wire;
using HdrHistogram;

namespace CrossLive.LoadTests.Swarm.Measures;

/// <summary>What one thread of the swarm has counted. Written by that thread; others may read the plain counters while it runs, and all of it when it has ended or was copied.</summary>
public sealed class SwarmMeter
{
    /// <summary>Latencies beyond this count as this.</summary>
    public const long MaxLatencyUs = 120_000_000;

    private const int MaxProblems = 20;
    private readonly List<string> _problems = [];
    private long _problemCount;
    private long _frames;
    private long _events;

    /// <summary>WebSocket messages that held events, since the start.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Events, since the start.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Gaps, repeats, disorder, lost connections: whatever a viewer should not have seen.</summary>
    public long ProblemCount => Volatile.Read(ref _problemCount);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>What was counted in the window; null before there was one.</summary>
    public WindowMeter? Window { get; private set; }

    /// <summary>Viewers in the room now.</summary>
    public int In { get; internal set; }

    /// <summary>Joins that were answered with a place in the room.</summary>
    public long Joins { get; internal set; }

    /// <summary>Joins that missed nothing.</summary>
    public long Recoveries { get; internal set; }

    /// <summary>Viewers that were moved to a snapshot and told so.</summary>
    public long Skips { get; internal set; }

    /// <summary>Joins that were to be tried again.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Connections that ended.</summary>
    public long Lost { get; internal set; }

    /// <summary>Events that say that a chat was left out under overload.</summary>
    public long Thinned { get; private set; }

    /// <summary>Starts a window.</summary>
    public void Measure(long fromUs, long toUs) => Window = new WindowMeter(fromUs, toUs);

    /// <summary>Notes a problem.</summary>
    public void Note(string problem)
    {
        Interlocked.Increment(ref _problemCount);
        lock (_problems)
        {
            if (_problems.Count < MaxProblems)
            {
                _problems.Add(problem);
            }
        }
    }

    /// <summary>A WebSocket message with events came.</summary>
    public void NoteFrame(int bytes, long nowUs)
    {
        _frames++;
        Window?.NoteFrame(bytes, nowUs);
    }

    /// <summary>A viewer was shown a batch.</summary>
    public void NoteBatch(EventBatch batch, long nowUs)
    {
        _events += batch.Count;
        Thinned += batch.Thinned;
        Window?.NoteBatch(batch, nowUs);
    }
}

/// <summary>The measured part of a run: events that were due in it, whenever they came, and what came in it, whenever it was due.</summary>
public sealed class WindowMeter(long fromUs, long toUs)
{
    private const int LatencyDigits = 3;
    private const int SecondDigits = 2;
    private readonly LongHistogram?[] _bySecond = new LongHistogram?[(int)((toUs - fromUs + 999_999) / 1_000_000)];

    /// <summary>Its beginning.</summary>
    public long FromUs { get; } = fromUs;

    /// <summary>Its end.</summary>
    public long ToUs { get; } = toUs;

    /// <summary>WebSocket messages with events that came in it.</summary>
    public long Frames { get; private set; }

    /// <summary>Their bytes, without heads.</summary>
    public long Bytes { get; private set; }

    /// <summary>Events with a due time that came in it: what the server's CPU in the window was spent on.</summary>
    public long Arrived { get; private set; }

    /// <summary>Events that were due in it and came, then or later.</summary>
    public long Delivered { get; private set; }

    /// <summary>From due to there, in µs, of those.</summary>
    public LongHistogram LatencyUs { get; } = new(SwarmMeter.MaxLatencyUs, LatencyDigits);

    /// <summary>How many events came in each of its seconds.</summary>
    public long[] ArrivedBySecond { get; } = new long[(int)((toUs - fromUs + 999_999) / 1_000_000)];

    /// <summary>Latencies by the second in which the event was due; null where none was.</summary>
    public IReadOnlyList<LongHistogram?> BySecond => _bySecond;

    /// <summary>Adds another thread's figures.</summary>
    public void Add(WindowMeter other)
    {
        Frames += other.Frames;
        Bytes += other.Bytes;
        Arrived += other.Arrived;
        Delivered += other.Delivered;
        LatencyUs.Add(other.LatencyUs);
        for (var i = 0; i < _bySecond.Length; i++)
        {
            ArrivedBySecond[i] += other.ArrivedBySecond[i];
            if (other._bySecond[i] is { } theirs)
            {
                (_bySecond[i] ??= NewSecond()).Add(theirs);
            }
        }
    }

    internal void NoteFrame(int bytes, long nowUs)
    {
        if (nowUs >= FromUs && nowUs < ToUs)
        {
            Frames++;
            Bytes += bytes;
        }
    }

    internal void NoteBatch(EventBatch batch, long nowUs)
    {
        if (nowUs >= FromUs && nowUs < ToUs)
        {
            Arrived += batch.DueUs.Length;
            ArrivedBySecond[(nowUs - FromUs) / 1_000_000] += batch.DueUs.Length;
        }

        foreach (var dueUs in batch.DueUs)
        {
            if (dueUs >= FromUs && dueUs < ToUs)
            {
                var latencyUs = Math.Clamp(nowUs - dueUs, 0, SwarmMeter.MaxLatencyUs);
                Delivered++;
                LatencyUs.RecordValue(latencyUs);
                (_bySecond[(dueUs - FromUs) / 1_000_000] ??= NewSecond()).RecordValue(latencyUs);
            }
        }
    }

    private static LongHistogram NewSecond() => new(SwarmMeter.MaxLatencyUs, SecondDigits);
}
