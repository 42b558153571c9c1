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

    /// <summary>How its relay repairs losses; both sides are told when they connect, so another way needs another connection.</summary>
    public RepairPlan? RelayRepair { get; set; }

    /// <summary>When its relay was started, in ms of the loop's clock.</summary>
    public long RelayStartedAtMs { get; set; }

    /// <summary>True where what was measured asks for another repair than its relay's, and the last connection is not too new.</summary>
    public bool WantsOtherRepair(long nowMs) => Relay is not null && Pilot is not null && Pilot.Repair != RelayRepair && nowMs - RelayStartedAtMs >= WorkerLimits.RepairEveryMs;

    /// <summary>What it adds to the measurements.</summary>
    public DestinationMeter Meter { get; } = new();

    /// <summary>Relays of it that have ended.</summary>
    public int Ends { get; private set; }

    /// <summary>Decides what it is sent; null before its first relay.</summary>
    public DestinationPilot? Pilot { get; set; }

    /// <summary>What its controller is told. It starts with all there is: most links carry it, and that one does not is seen within a second.</summary>
    /// <param name="largest">The room's.</param>
    public DestinationSettings SettingsFor(Rendition largest)
    {
        var mostBps = Math.Min(largest.Kbps, Destination.MaxVideoKbps ?? int.MaxValue) * 1_000;
        // One step: sizes are those of the room's renditions, see RenditionChooser.
        var step = new Rung(largest.WidthPx, largest.HeightPx, largest.PicturesPerSecond, BitrateLimits.LeastVideoBps, Math.Min(mostBps, Platform.MaxVideoBps));
        return new DestinationSettings(Platform with { Rungs = [step] }, DestinationAddress.TransportOf(Destination.Url))
        {
            MaxVideoBps = mostBps,
            FirstVideoBps = mostBps,
            DelayBudgetMs = Destination.DelayBudgetMs ?? DestinationSettings.UsualDelayBudgetMs,
            Pace = BitratePace.Steady,
        };
    }

    /// <summary>Whether it is sent one size for the whole stream.</summary>
    public bool KeepsSize => Destination.KeepsSize ?? !Platform.MayChangeSize;

    private int DelayOf(JsonElement stats)
    {
        var socket = stats.GetProperty("socket");
        var holdMs = DestinationAddress.TransportOf(Destination.Url) == MediaTransport.Srt ? RelayRepair?.LatencyMs ?? 0 : 0;
        return SendingDelay.Of(
            stats.GetProperty("oldestVideoMs").GetInt64(), socket.GetProperty("unsentBytes").GetInt64(), socket.GetProperty("deliveryBps").GetInt64(), socket.GetProperty("roundTripMs").GetDouble(), holdMs);
    }

    private PlatformProfile Platform => PlatformProfiles.Of(Destination.Platform ?? "");

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
        var (samples, decisions) = Pilot?.Unreported() ?? ([], []);
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
        Meter.NoteState(state);
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
            Ends)
        {
            IsSlate = isLive && Pilot is { IsSlate: true },
            SendingDelayMs = isLive ? DelayOf(stats) : null,
            Samples = samples,
            Decisions = decisions,
        };
    }
}
