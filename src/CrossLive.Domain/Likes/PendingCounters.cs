using CrossLive.Rooms;

namespace CrossLive.Likes;

/// <summary>
/// Likes and viewer counts that came since the last tick. They become one <see cref="CountersMerged"/> event, so that a million likes are not a million events.
/// Not part of the room's state: what is here has not happened yet.
/// </summary>
public sealed class PendingCounters
{
    private readonly Dictionary<string, long> _likes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _viewers = new(StringComparer.Ordinal);
    private readonly Dictionary<CommandKey, ulong> _keys = [];

    /// <summary>How many commands wait. Bounded by <see cref="RoomSequencer"/>, which merges at <see cref="RoomLimits.MaxMergedPerEvent"/> without waiting for the tick.</summary>
    public int Commands { get; private set; }

    /// <summary>True where nothing waits.</summary>
    public bool IsEmpty => Commands == 0;

    /// <summary>The fingerprint of a waiting command with this key, or null.</summary>
    public ulong? FingerprintOf(CommandKey key) => _keys.TryGetValue(key, out var fingerprint) ? fingerprint : null;

    /// <summary>Adds likes of a platform; totals saturate at <see cref="RoomView.MaxTotal"/>.</summary>
    public void AddLikes(RoomView view, string platform, long count) =>
        _likes[platform] = Math.Min(RoomView.MaxTotal, (_likes.TryGetValue(platform, out var total) ? total : view.LikesOf(platform)) + count);

    /// <summary>Changes a platform's viewers by a difference; never below 0 or above <see cref="RoomLimits.MaxViewers"/>.</summary>
    public void ChangeViewers(RoomView view, string platform, long delta)
    {
        var now = _viewers.TryGetValue(platform, out var count) ? count : view.ViewersOf(platform);
        _viewers[platform] = Math.Clamp(now + delta, 0, RoomLimits.MaxViewers);
    }

    /// <summary>Sets a platform's viewers.</summary>
    public void SetViewers(string platform, long count) => _viewers[platform] = count;

    /// <summary>Notes that a command waits, with its key if it has one.</summary>
    public void Note(CommandKey? key, ulong fingerprint)
    {
        Commands++;
        if (key is { } known)
        {
            _keys[known] = fingerprint;
        }
    }

    /// <summary>True where another platform would be one too many.</summary>
    public bool IsFull(RoomView view, string platform) =>
        !view.KnowsPlatform(platform) && !_likes.ContainsKey(platform) && !_viewers.ContainsKey(platform)
        && view.PlatformCount + _likes.Keys.Union(_viewers.Keys).Count(name => !view.KnowsPlatform(name)) >= RoomLimits.MaxPlatforms;

    /// <summary>Takes everything out as one event's content. Viewer counts that did not change are left out.</summary>
    public (CountersMerged Body, EventKey[] Keys) Take(RoomView view)
    {
        var likes = _likes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new PlatformCount(entry.Key, entry.Value)).ToArray();
        var viewers = _viewers.Where(entry => entry.Value != view.ViewersOf(entry.Key))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new PlatformCount(entry.Key, entry.Value)).ToArray();
        var keys = _keys.Select(entry => new EventKey(entry.Key, entry.Value)).OrderBy(key => key.Key.High).ThenBy(key => key.Key.Low).ToArray();
        _likes.Clear();
        _viewers.Clear();
        _keys.Clear();
        Commands = 0;
        return (new CountersMerged(likes, viewers), keys);
    }
}
