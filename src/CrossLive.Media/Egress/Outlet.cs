using System.Text.Json;
using CrossLive.Media.Workers;

namespace CrossLive.Media.Egress;

/// <summary>One destination of a room, and its relay. Used by the room's loop.</summary>
internal sealed class Outlet(StreamDestination destination)
{
    /// <summary>Where it goes.</summary>
    public StreamDestination Destination { get; } = destination;

    /// <summary>When its relay may start.</summary>
    public RestartPlan Restarts { get; } = new();

    /// <summary>Its relay, or null.</summary>
    public Worker? Relay { get; set; }

    /// <summary>Relays of it that have ended.</summary>
    public int Ends { get; private set; }

    private string? Code { get; set; }

    private string? Detail { get; set; }

    private WorkerEnd? LastEnd { get; set; }

    /// <summary>Its relay has ended.</summary>
    public void NoteEnd(WorkerEnd end, string code, string? detail, long nowMs, double jitter)
    {
        (Code, Detail, LastEnd) = (code, detail, end);
        Ends++;
        Restarts.NoteEnd(end, nowMs, jitter);
    }

    /// <summary>How it is doing.</summary>
    public DestinationStatus ToStatus(bool isWanted)
    {
        var stats = Relay?.Stats ?? default;
        var has = stats.ValueKind == JsonValueKind.Object;
        var isPublishing = has && stats.GetProperty("publishing").GetBoolean();
        var isLive = isPublishing && stats.GetProperty("sentPictures").GetInt64() > 0;
        var state = !Destination.IsEnabled ? "off"
            : isLive ? "live"
            : !isWanted ? "waiting"
            : LastEnd == WorkerEnd.Refused ? "refused"
            : Relay is not null && LastEnd is null ? "connecting"
            : LastEnd is not null ? "retrying" : "waiting";
        return new DestinationStatus(
            Destination.Id,
            state,
            Code,
            Detail,
            has ? stats.GetProperty("rendition").GetString() : null,
            has ? stats.GetProperty("sentPictures").GetInt64() : 0,
            has ? stats.GetProperty("droppedPictures").GetInt64() : 0,
            has ? stats.GetProperty("sentBytes").GetInt64() : 0,
            has ? stats.GetProperty("waitingBytes").GetInt64() : 0,
            has ? stats.GetProperty("socket").GetProperty("roundTripMs").GetDouble() : 0,
            Ends);
    }
}
