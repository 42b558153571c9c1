using CrossLive.Rooms;

namespace CrossLive.Chat;

/// <summary>Who is muted, and until when. At <see cref="RoomLimits.MaxMutes"/> the mute that ends first makes room for a new one.</summary>
public sealed class Mutes
{
    private readonly Dictionary<string, long> _untilUnixMs = new(StringComparer.Ordinal);

    /// <summary>Handles and ends (<see cref="long.MaxValue"/> = until unmuted), sorted by handle.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> All => [.. _untilUnixMs.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>How long the person stays muted; 0 = not muted, <see cref="long.MaxValue"/> = until unmuted.</summary>
    public long RemainingMs(Person person, long nowUnixMs) => _untilUnixMs.TryGetValue(person.Handle, out var until)
        ? until == long.MaxValue ? long.MaxValue : Math.Max(0, until - nowUnixMs)
        : 0;

    /// <summary>Mutes a person; null = until unmuted.</summary>
    public void Mute(string handle, long? untilUnixMs, long nowUnixMs)
    {
        if (_untilUnixMs.Count >= RoomLimits.MaxMutes && !_untilUnixMs.ContainsKey(handle))
        {
            MakeRoom(nowUnixMs);
        }

        _untilUnixMs[handle] = untilUnixMs ?? long.MaxValue;
    }

    /// <summary>Ends a mute; no error where there is none.</summary>
    public void Unmute(string handle) => _untilUnixMs.Remove(handle);

    /// <summary>Puts back what a snapshot held.</summary>
    public void Restore(IEnumerable<KeyValuePair<string, long>> mutes)
    {
        foreach (var (handle, until) in mutes)
        {
            _untilUnixMs[handle] = until;
        }
    }

    private void MakeRoom(long nowUnixMs)
    {
        foreach (var (handle, until) in _untilUnixMs.ToArray())
        {
            if (until <= nowUnixMs)
            {
                _untilUnixMs.Remove(handle);
            }
        }

        if (_untilUnixMs.Count >= RoomLimits.MaxMutes)
        {
            // Ordinal, like everything that shapes the state: the order of a culture differs from process to process.
            _untilUnixMs.Remove(_untilUnixMs.OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).First().Key);
        }
    }
}
