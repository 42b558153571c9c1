using CrossLive.Media.Workers;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media;

/// <summary>Where the room's stream goes to. The process that has the publisher sends it, and asks each second what is to be sent.</summary>
public sealed partial class MediaSessionGrain
{
    private EgressReport _egress = EgressReport.None;

    // As they are stored, in the clear: in memory only.
    private List<StreamDestination> _destinations = [];
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

        var stored = destination with { Url = _seal.Seal(_room, destination.Id, destination.Url) };
        State.Destinations = With(State.Destinations, at, stored);
        _destinations = With(_destinations, at, destination);
        _receptions.Forget(destination.Id);
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
        _destinations = [.. _destinations.Where(each => !string.Equals(each.Id, id, StringComparison.Ordinal))];
        _logs.Remove(id);
        _receptions.Forget(id);
        await _state.WriteStateAsync();
        return true;
    }

    /// <inheritdoc/>
    public Task<EgressInspection> InspectEgressAsync() =>
        Task.FromResult(new EgressInspection(_destinations, MsSince(_egressAt) < StreamReports.GoneAfterMs ? _egress : EgressReport.None) { Receptions = [.. _destinations.Select(_receptions.ViewOf)] });

    /// <inheritdoc/>
    public Task<DestinationInspection?> InspectDestinationAsync(string id)
    {
        var log = _logs.GetValueOrDefault(id);
        var status = MsSince(_egressAt) < StreamReports.GoneAfterMs ? _egress.Destinations.FirstOrDefault(each => string.Equals(each.Id, id, StringComparison.Ordinal)) : null;
        return Task.FromResult(_destinations.Find(each => string.Equals(each.Id, id, StringComparison.Ordinal)) is { } destination
            ? new DestinationInspection(destination, status, [.. log?.Samples ?? []], [.. log?.Decisions ?? []])
            {
                Reception = _receptions.ViewOf(destination),
                ReceptionChanges = [.. log?.ReceptionChanges ?? []],
            }
            : null);
    }

    /// <inheritdoc/>
    public Task<EgressPlan> ReportEgressAsync(string process, EgressReport report)
    {
        var isTheirs = string.Equals(State.EgressProcess, process, StringComparison.Ordinal);
        if (isTheirs)
        {
            var comingMs = State.Publisher is not null && _facts.LagMs is { } lagMs ? lagMs + _facts.HoldMs : default(int?);
            report = report with { Destinations = [.. report.Destinations.Select(each => each with { ComingDelayMs = comingMs })] };
            (_egress, _egressAt) = (report, _time.GetTimestamp());
            _delays.Take(report, _destinations, NowUnixMs());
            _receptions.Take(report, _destinations);
            foreach (var status in report.Destinations.Where(status => State.Destinations.Exists(each => string.Equals(each.Id, status.Id, StringComparison.Ordinal))))
            {
                LogOf(status.Id).Add(status);
            }
        }

        return Task.FromResult(new EgressPlan(isTheirs, [.. _destinations.Where(each => !each.IsLocked)]));
    }

    /// <inheritdoc/>
    public async Task<bool> ContinueEgressAsync(string former, string process)
    {
        if (!string.Equals(State.EgressProcess, former, StringComparison.Ordinal))
        {
            return false;
        }

        // Written though nothing may have changed: an activation in a process that stood still does not know that there is a newer one, and cannot write.
        State.EgressProcess = process;
        await _state.WriteStateAsync();
        return true;
    }

    private DestinationLog LogOf(string id)
    {
        if (!_logs.TryGetValue(id, out var log))
        {
            _logs[id] = log = new DestinationLog();
        }

        return log;
    }

    // A new list: the old one may be on its way to a process.
    private static List<StreamDestination> With(List<StreamDestination> all, int at, StreamDestination one) =>
        at < 0 ? [.. all, one] : [.. all.Select((each, index) => index == at ? one : each)];

    private async Task OpenDestinationsAsync()
    {
        _destinations = [.. State.Destinations.Select(Opened)];
        if (State.Destinations.TrueForAll(each => _seal.IsSealed(each.Url)))
        {
            return;
        }

        try
        {
            State.Destinations = [.. State.Destinations.Select(each => _seal.IsSealed(each.Url) ? each : each with { Url = _seal.Seal(_room, each.Id, each.Url) })];
            await _state.WriteStateAsync();
            LogSealed(_logger, _room);
        }
#pragma warning disable CA1031 // Neither storage that takes nothing now nor a key ring that cannot be used is a reason not to stream: the next activation tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotSealed(_logger, _room, exception);
        }
    }

    private StreamDestination Opened(StreamDestination stored)
    {
        if (!_seal.IsSealed(stored.Url))
        {
            return stored;
        }

        if (_seal.Open(_room, stored.Id, stored.Url) is { } url)
        {
            return stored with { Url = url };
        }

        LogLocked(_logger, _room, stored.Id);
        return stored with { Url = "", IsLocked = true };
    }

    [LoggerMessage(2304, LogLevel.Information, "Room '{Room}': the addresses of its destinations stood in the storage as they are, and are encrypted now")]
    private static partial void LogSealed(ILogger logger, string room);

    [LoggerMessage(2305, LogLevel.Warning, "Room '{Room}': the addresses of its destinations stand in the storage as they are, and could not be encrypted; tried again with the next activation")]
    private static partial void LogNotSealed(ILogger logger, string room, Exception exception);

    [LoggerMessage(2306, LogLevel.Error, "Room '{Room}', destination '{Destination}': no key of the server's key ring opens its address, so nothing is sent there. Put the key ring back and start the server again, or set the destination anew")]
    private static partial void LogLocked(ILogger logger, string room, string destination);
}
