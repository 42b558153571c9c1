using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Ingress;

/// <summary>How much each platform sends into each room. Asked only once a signature was checked, so that nobody else can use up a platform's share.</summary>
internal sealed class PlatformRates(IOptions<IngressOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Takes <paramref name="events"/> from the platform's share: 0, or how long to wait, in ms.</summary>
    public long TryTake(string room, string platform, int events)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            return BucketOf(PlatformAdapterKey.For(room, platform), now).TryTake(now, events);
        }
    }

    private TokenBucket BucketOf(string key, long now)
    {
        if (_buckets.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_buckets.Count >= IngressOptions.MaxRatedPlatforms)
        {
            ForgetFull(now);
        }

        var bucket = new TokenBucket(options.Value.EventBurst, options.Value.EventsPerSecond);
        if (_buckets.Count < IngressOptions.MaxRatedPlatforms)
        {
            _buckets.Add(key, bucket);
        }

        return bucket;
    }

    private void ForgetFull(long now)
    {
        foreach (var (key, _) in _buckets.Where(entry => entry.Value.IsFull(now)).ToArray())
        {
            _buckets.Remove(key);
        }
    }
}
