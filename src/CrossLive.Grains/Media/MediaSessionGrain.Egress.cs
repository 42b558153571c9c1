using CrossLive.Media.Workers;

namespace CrossLive.Media;

/// <summary>Where the room's stream goes to. The process that has the publisher sends it, and asks each second what is to be sent.</summary>
public sealed partial class MediaSessionGrain
{
    private EgressReport _egress = EgressReport.None;
    private readonly Dictionary<string, DestinationLog> _logs = new(StringComparer.Ordinal);
    private long _egressAt;

    /// <inheritdoc/>
    public async Task<bool> SetDestinationAsync(StreamDestination destination)
    {
        var at = State.Destinations.FindIndex(each => string.Equals(each.Id, destination.Id, StringComparison.Ordinal));
        if (at < 0 && State.Destinations.Count >= WorkerLimits.MaxDestinations)
        {
            return false;
        }

        // A new list: the old one may be on its way to a process.
        State.Destinations = at < 0 ? [.. State.Destinations, destination] : [.. State.Destinations.Select((each, index) => index == at ? destination : each)];
        await _state.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveDestinationAsync(string id)
    {
        var left = State.Destinations.Where(each => !string.Equals(each.Id, id, StringComparison.Ordinal)).ToList();
        if (left.Count == State.Destinations.Count)
        {
            return false;
        }

        State.Destinations = left;
        _logs.Remove(id);
        await _state.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<EgressInspection> InspectEgressAsync() =>
        Task.FromResult(new EgressInspection(State.Destinations, MsSince(_egressAt) < StreamReports.GoneAfterMs ? _egress : EgressReport.None));

    /// <inheritdoc/>
    public Task<DestinationInspection?> InspectDestinationAsync(string id)
    {
        var log = _logs.GetValueOrDefault(id);
        var status = MsSince(_egressAt) < StreamReports.GoneAfterMs ? _egress.Destinations.FirstOrDefault(each => string.Equals(each.Id, id, StringComparison.Ordinal)) : null;
        return Task.FromResult(State.Destinations.Find(each => string.Equals(each.Id, id, StringComparison.Ordinal)) is { } destination
            ? new DestinationInspection(destination, status, [.. log?.Samples ?? []], [.. log?.Decisions ?? []])
            : null);
    }

    /// <inheritdoc/>
    public Task<EgressPlan> ReportEgressAsync(string process, EgressReport report)
    {
        var isTheirs = string.Equals(State.EgressProcess, process, StringComparison.Ordinal);
        if (isTheirs)
        {
            (_egress, _egressAt) = (report, _time.GetTimestamp());
            foreach (var status in report.Destinations.Where(status => State.Destinations.Exists(each => string.Equals(each.Id, status.Id, StringComparison.Ordinal))))
            {
                if (!_logs.TryGetValue(status.Id, out var log))
                {
                    _logs[status.Id] = log = new DestinationLog();
                }

                log.Add(status);
            }
        }

        return Task.FromResult(new EgressPlan(isTheirs, State.Destinations));
    }
}
