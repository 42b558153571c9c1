using System.Collections.Concurrent;
using CrossLive.Protocol;

namespace CrossLive.Gateway.Fanout;

/// <summary>The edges that follow a room through this process: what they say of their viewers, and their names. Safe for many threads.</summary>
internal sealed class LowerEdges(TimeProvider time)
{
    private readonly ConcurrentDictionary<ViewerSession, Reported> _reports = [];
    private readonly Lock _lock = new();
    private readonly Queue<string> _names = new();

    /// <summary>How many edges there are.</summary>
    public int Count => _reports.Count;

    /// <summary>Their viewers, as far as they said so within <see cref="ProtocolLimits.ViewersLease"/>.</summary>
    public long Viewers => _reports.Values.Where(report => time.GetElapsedTime(report.At) <= ProtocolLimits.ViewersLease).Sum(report => report.Viewers);

    /// <summary>An edge is on the feed. It has no viewers until it says so.</summary>
    public void Add(ViewerSession edge) => _reports.TryAdd(edge, new Reported(0, time.GetTimestamp()));

    /// <summary>An edge is off the feed, and its viewers with it.</summary>
    public void Remove(ViewerSession edge) => _reports.TryRemove(edge, out _);

    /// <summary>An edge says how many viewers it has.</summary>
    public void Report(ViewerSession edge, long viewers)
    {
        if (_reports.TryGetValue(edge, out var before))
        {
            _reports.TryUpdate(edge, new Reported(viewers, time.GetTimestamp()), before);
        }
    }

    /// <summary>Remembers who follows the room through here: the newest <see cref="ProtocolLimits.MaxEdgesInPath"/> − 1 names, so that this process' own has room beside them.</summary>
    public void Remember(IEnumerable<string> names)
    {
        lock (_lock)
        {
            foreach (var name in names.Where(name => !_names.Contains(name)))
            {
                _names.Enqueue(name);
            }

            while (_names.Count >= ProtocolLimits.MaxEdgesInPath)
            {
                _names.Dequeue();
            }
        }
    }

    /// <summary>Who follows the room through here, this process first.</summary>
    public IReadOnlyList<string> PathOf(string self)
    {
        lock (_lock)
        {
            return [self, .. _names];
        }
    }

    private sealed record Reported(long Viewers, long At);
}

/// <summary>What makes a session an edge's.</summary>
/// <param name="WantsHistory">A snapshot is to be followed by events from before it.</param>
internal sealed record EdgeJoin(bool WantsHistory);
