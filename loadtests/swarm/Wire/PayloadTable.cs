using System.IO.Hashing;

namespace CrossLive.LoadTests.Swarm.Wire;

/// <summary>
/// Payloads that were read lately. All viewers of one protocol get the same bytes nearly always, so that each payload is read once and afterwards
/// only compared: first with the one behind what the viewer got last, which is nearly always it, then by hash. Not for several threads.
/// </summary>
internal sealed class PayloadTable
{
    /// <summary>Most payloads kept; the oldest goes. A viewer that lags further behind costs a reading of its own.</summary>
    public const int MaxPayloads = 4_096;

    /// <summary>Most bytes kept.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private readonly Entry?[] _entries = new Entry?[MaxPayloads];
    private readonly Dictionary<ulong, long> _byHash = [];
    private long _oldest;
    private long _next;
    private long _bytes;

    /// <summary>What the payload says; null where it is not here. <paramref name="place"/> is the viewer's place in the table and is moved.</summary>
    public EventBatch[]? Find(ReadOnlySpan<byte> payload, ref long place)
    {
        if (At(place + 1) is { } following && payload.SequenceEqual(following.Bytes))
        {
            place++;
            return following.Batches;
        }

        if (_byHash.TryGetValue(XxHash3.HashToUInt64(payload), out var found) && At(found) is { } entry && payload.SequenceEqual(entry.Bytes))
        {
            place = found;
            return entry.Batches;
        }

        return null;
    }

    /// <summary>Keeps a payload; returns its place.</summary>
    public long Add(byte[] payload, EventBatch[] batches)
    {
        while (_next > _oldest && (_next - _oldest >= MaxPayloads || _bytes + payload.Length > MaxBytes))
        {
            Forget();
        }

        var hash = XxHash3.HashToUInt64(payload);
        _entries[_next % MaxPayloads] = new Entry(payload, hash, batches);
        _byHash[hash] = _next;
        _bytes += payload.Length;
        return _next++;
    }

    private Entry? At(long place) => place >= _oldest && place < _next ? _entries[place % MaxPayloads] : null;

    private void Forget()
    {
        var slot = _oldest % MaxPayloads;
        var entry = _entries[slot]!;
        if (_byHash.TryGetValue(entry.Hash, out var place) && place == _oldest)
        {
            _byHash.Remove(entry.Hash);
        }

        _bytes -= entry.Bytes.Length;
        _entries[slot] = null;
        _oldest++;
    }

    private sealed record Entry(byte[] Bytes, ulong Hash, EventBatch[] Batches);
}
