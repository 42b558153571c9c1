using System.Collections.Concurrent;
using CrossLive.Platforms;

namespace CrossLive.Gateway.Ingress;

/// <summary>
/// The adapters of platforms, and how each is connected. The connection is asked for once per <see cref="IngressOptions.ConnectionCacheMs"/>:
/// a signature is checked with every delivery, and a grain is not to be called for each.
/// </summary>
internal sealed class PlatformAdapters(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The adapter of a platform in a room.</summary>
    public IPlatformAdapterGrain For(string room, string platform) => grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform));

    /// <summary>How the platform is connected; null where it never was. Throws what the call to the grain throws.</summary>
    public async Task<PlatformConnection?> FindConnectionAsync(string room, string platform)
    {
        var key = PlatformAdapterKey.For(room, platform);
        var now = time.GetTimestamp();
        if (_entries.TryGetValue(key, out var known) && time.GetElapsedTime(known.AskedAt, now).TotalMilliseconds < IngressOptions.ConnectionCacheMs)
        {
            return await known.Connection;
        }

        var entry = new Entry(For(room, platform).GetConnectionAsync().WaitAsync(LookUpTimeout, time), now);
        Remember(key, entry);
        try
        {
            return await entry.Connection;
        }
        catch
        {
            _entries.TryRemove(new KeyValuePair<string, Entry>(key, entry));
            throw;
        }
    }

    /// <summary>Asks anew next time: the connection was changed here.</summary>
    public void Forget(string room, string platform) => _entries.TryRemove(PlatformAdapterKey.For(room, platform), out _);

    private void Remember(string key, Entry entry)
    {
        if (_entries.Count >= IngressOptions.MaxCachedConnections)
        {
            ForgetExpired(entry.AskedAt);
        }

        if (_entries.Count < IngressOptions.MaxCachedConnections)
        {
            _entries[key] = entry;
        }
    }

    private void ForgetExpired(long now)
    {
        foreach (var known in _entries.Where(known => time.GetElapsedTime(known.Value.AskedAt, now).TotalMilliseconds >= IngressOptions.ConnectionCacheMs))
        {
            _entries.TryRemove(known);
        }
    }

    private sealed record Entry(Task<PlatformConnection?> Connection, long AskedAt);
}
