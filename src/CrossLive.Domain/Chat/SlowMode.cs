using CrossLive.Rooms;

namespace CrossLive.Chat;

/// <summary>
/// Slow mode: how long a viewer of ours waits between two messages, and when each spoke last. Remembers people only while it is on.
/// At <see cref="RoomLimits.MaxSlowModePeople"/> the longest silent person is forgotten, who may then speak a little early.
/// </summary>
public sealed class SlowMode
{
    private readonly Dictionary<string, long> _lastSpokeUnixMs = new(StringComparer.Ordinal);

    /// <summary>The interval; 0 = off.</summary>
    public long IntervalMs { get; private set; }

    /// <summary>When each person spoke last, sorted by handle.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> LastSpoke => [.. _lastSpokeUnixMs.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>True for those who have to wait. Platforms have slow modes of their own; ours is for our own viewers, and not for those who keep order.</summary>
    public static bool IsFor(Person person) => person.Role == Role.Viewer && string.Equals(person.Platform, PlatformId.Web, StringComparison.Ordinal);

    /// <summary>How long the person has to wait yet; 0 = may speak.</summary>
    public long WaitMs(Person person, long nowUnixMs) =>
        IntervalMs > 0 && IsFor(person) && _lastSpokeUnixMs.TryGetValue(person.Handle, out var last) ? Math.Max(0, last + IntervalMs - nowUnixMs) : 0;

    /// <summary>Sets the interval. Turning it off forgets everybody.</summary>
    public void Set(long intervalMs)
    {
        IntervalMs = intervalMs;
        if (intervalMs == 0)
        {
            _lastSpokeUnixMs.Clear();
        }
    }

    /// <summary>Notes that the person spoke. Nobody is remembered who does not have to wait: a busy platform's people would push out our own.</summary>
    public void NoteSpoke(Person person, long atUnixMs)
    {
        if (IntervalMs == 0 || !IsFor(person))
        {
            return;
        }

        if (_lastSpokeUnixMs.Count >= RoomLimits.MaxSlowModePeople && !_lastSpokeUnixMs.ContainsKey(person.Handle))
        {
            ForgetSilent(atUnixMs);
        }

        _lastSpokeUnixMs[person.Handle] = atUnixMs;
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(long intervalMs, IEnumerable<KeyValuePair<string, long>> lastSpoke)
    {
        IntervalMs = intervalMs;
        foreach (var (handle, at) in lastSpoke)
        {
            _lastSpokeUnixMs[handle] = at;
        }
    }

    private void ForgetSilent(long nowUnixMs)
    {
        foreach (var (handle, last) in _lastSpokeUnixMs.ToArray())
        {
            if (last + IntervalMs <= nowUnixMs)
            {
                _lastSpokeUnixMs.Remove(handle);
            }
        }

        if (_lastSpokeUnixMs.Count >= RoomLimits.MaxSlowModePeople)
        {
            // A tenth at once, so that the search is paid once for many messages.
            var longestSilent = _lastSpokeUnixMs.OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                .Take(RoomLimits.MaxSlowModePeople / 10).Select(entry => entry.Key).ToArray();
            Array.ForEach(longestSilent, handle => _lastSpokeUnixMs.Remove(handle));
        }
    }
}
