using System.Globalization;
using System.Text.Json;
using CrossLive.Media.Workers;

namespace CrossLive.Media.Egress;

/// <summary>
/// Gives one destination's <see cref="BitrateController"/> what its relays say, and keeps what is to be reported of it. It outlives relays: one that connects again
/// goes on with what its link was good for. Used by the room's loop.
/// </summary>
internal sealed class DestinationPilot(DestinationSettings settings, TimeProvider time)
{
    private const int BitsPerByte = 8;

    private readonly UnreportedList<DestinationSample> _samples = new(DestinationLogLimits.MaxNewSamples);
    private readonly UnreportedList<DestinationDecision> _decisions = new(DestinationLogLimits.MaxNewDecisions);
    private BitrateController? _controller;
    private RenditionTurn? _turn;
    private string? _rendition;
    private bool _wasLowAudio;
    private long _sampledAtMs, _sampledBytes = -1;

    /// <summary>Picture or slate.</summary>
    public MediaMode Mode => _controller?.Mode ?? MediaMode.Picture;

    /// <summary>What video is to have, in bits a second.</summary>
    public int VideoBps => _controller?.VideoBps ?? Math.Min(settings.FirstVideoBps, settings.HighestVideoBps);

    /// <summary>What video may have at most, however good the link is, in bits a second.</summary>
    public int MostVideoBps => settings.HighestVideoBps;

    /// <summary>How losses are to be repaired. Within a stream it only grows: each other way is another connection.</summary>
    public RepairPlan Repair { get; private set; } = settings.Transport == MediaTransport.Srt ? RepairPlanner.First(settings.DelayBudgetMs) : RepairPlan.Tcp;

    /// <summary>True where the slate is sent.</summary>
    public bool IsSlate => _turn is { IsSlate: true };

    private bool IsLowAudio => IsSlate || _controller?.AudioBps <= PlatformProfile.LowAudioBps;

    /// <summary>Takes a relay's figures.</summary>
    public void Observe(JsonElement stats)
    {
        if (!stats.GetProperty("publishing").GetBoolean())
        {
            return;
        }

        var atMs = stats.GetProperty("atMs").GetInt64();
        var socket = stats.GetProperty("socket");
        var acked = socket.GetProperty("ackedBytes").GetInt64();
        var waitingMs = stats.GetProperty("oldestVideoMs").GetInt64();
        var roundTripMs = socket.GetProperty("roundTripMs").GetDouble();
        _controller ??= new BitrateController(settings, atMs);
        _controller.Observe(new LinkMeasurement(
            atMs, acked, socket.GetProperty("queuedBytes").GetInt64(), roundTripMs, socket.GetProperty("packets").GetInt64(), socket.GetProperty("repeatedPackets").GetInt64(), waitingMs));
        while (_controller.TryTakeDecision(out var decision))
        {
            Repair = decision.Repair;
            _decisions.Add(Decision(decision.Reason.ToString(), decision.Explanation) with { AtUnixMs = UnixMs() - (atMs - decision.AtMs) });
        }

        var sinceMs = atMs - _sampledAtMs;
        if (sinceMs >= DestinationLogLimits.SampleEveryMs)
        {
            // A smaller count is another connection's.
            var sentKbps = _sampledBytes < 0 || acked < _sampledBytes ? 0 : (acked - _sampledBytes) * BitsPerByte / sinceMs;
            (_sampledAtMs, _sampledBytes) = (atMs, acked);
            // While pictures wait, what came through is all there is; the kernel keeps the best that it has seen.
            var capacityKbps = waitingMs > BitrateLimits.ClimbBelowMs ? sentKbps : Math.Max(sentKbps, socket.GetProperty("deliveryBps").GetInt64() / 1_000);
            _samples.Add(new DestinationSample(UnixMs(), Clamped(capacityKbps), Clamped(sentKbps), VideoBps / 1_000, roundTripMs, Clamped(waitingMs), IsSlate));
        }
    }

    /// <summary>What the room's choice is for it. The arguments of the command that its relay has to be told with, or null: it knows.</summary>
    public Dictionary<string, object>? Take(RenditionTurn turn, string rendition)
    {
        if (_controller is not null)
        {
            _controller.CeilingBps = turn.CeilingBps;
            _controller.Pace = turn.IsOwn ? BitratePace.Nimble : settings.Pace;
        }

        var isOther = _turn is { } before && (before.Index, before.IsSlate) != (turn.Index, turn.IsSlate);
        if (_turn is not null && !isOther && IsLowAudio == _wasLowAudio)
        {
            return null;
        }

        (_turn, _rendition) = (turn, rendition);
        _wasLowAudio = IsLowAudio;
        if (isOther)
        {
            _decisions.Add(Decision("Rendition", string.Create(CultureInfo.InvariantCulture, $"{(turn.IsSlate ? "slate" : rendition)}: video may have {VideoBps / 1_000} kbps")));
        }

        return Wish();
    }

    /// <summary>What it is sent, as relays are told.</summary>
    public Dictionary<string, object> Wish() => new(StringComparer.Ordinal) { ["rendition"] = _rendition!, ["slate"] = IsSlate, ["lowAudio"] = IsLowAudio };

    /// <summary>What has not been reported yet.</summary>
    public (IReadOnlyList<DestinationSample> Samples, IReadOnlyList<DestinationDecision> Decisions) Unreported() => (_samples.Give(), _decisions.Give());

    /// <summary>What <see cref="Unreported"/> gave last has arrived.</summary>
    public void NoteReported()
    {
        _samples.NoteArrived();
        _decisions.NoteArrived();
    }

    private DestinationDecision Decision(string reason, string explanation) =>
        new(UnixMs(), reason, VideoBps / 1_000, (_controller?.AudioBps ?? settings.Platform.AudioBps) / 1_000, _rendition, Mode == MediaMode.Slate || IsSlate, explanation);

    private long UnixMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static int Clamped(long value) => (int)Math.Clamp(value, 0, int.MaxValue);
}
