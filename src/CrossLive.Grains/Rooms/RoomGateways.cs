namespace CrossLive.Rooms;

/// <summary>The gateways that show a room: their leases and how many viewers each reports. Pure but for the observers it hands back.</summary>
internal sealed class RoomGateways(int maxGateways)
{
    private readonly Dictionary<string, Gateway> _gateways = new(StringComparer.Ordinal);

    /// <summary>How many gateways hold a lease.</summary>
    public int Count => _gateways.Count;

    /// <summary>Their observers.</summary>
    public IEnumerable<IRoomObserver> Observers => _gateways.Values.Select(gateway => gateway.Observer);

    /// <summary>Grants or renews a lease. False where the room has too many gateways.</summary>
    public bool Renew(IRoomObserver observer, GatewayReport report, DateTimeOffset now)
    {
        if (_gateways.Count >= maxGateways && !_gateways.ContainsKey(report.Gateway))
        {
            return false;
        }

        _gateways[report.Gateway] = new Gateway(observer, report.Viewers, now + RoomCallLimits.ObserverLease);
        return true;
    }

    /// <summary>
    /// Ends an observer's lease. A gateway that forgot the room and shows it again has another observer by then: the late goodbye of the first one
    /// is not to end the lease of the second.
    /// </summary>
    public void Forget(IRoomObserver observer, string gateway)
    {
        if (_gateways.TryGetValue(gateway, out var held) && held.Observer.Equals(observer))
        {
            _gateways.Remove(gateway);
        }
    }

    /// <summary>Ends the leases that ran out. True where there were any.</summary>
    public bool ForgetExpired(DateTimeOffset now)
    {
        var expired = _gateways.Where(entry => entry.Value.ExpiresAt <= now).Select(entry => entry.Key).ToArray();
        Array.ForEach(expired, gateway => _gateways.Remove(gateway));
        return expired.Length > 0;
    }

    /// <summary>Viewers over all gateways, by platform; <see cref="PlatformId.Web"/> is always there.</summary>
    public IReadOnlyDictionary<string, long> Viewers()
    {
        var totals = new SortedDictionary<string, long>(StringComparer.Ordinal) { [PlatformId.Web] = 0 };
        foreach (var count in _gateways.Values.SelectMany(gateway => gateway.Viewers))
        {
            totals[count.Platform] = totals.GetValueOrDefault(count.Platform) + count.Count;
        }

        return totals;
    }

    private sealed record Gateway(IRoomObserver Observer, IReadOnlyList<PlatformCount> Viewers, DateTimeOffset ExpiresAt);
}
