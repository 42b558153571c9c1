using System.Globalization;

namespace CrossLive.Media;

/// <summary>
/// Decides what one destination is sent. Pure: time and measurements are passed in, so the same measurements give the same decisions.
/// <list type="bullet">
/// <item>Pictures that wait mean congestion: video gets what the link delivered, less audio. Nothing waits: it climbs fast to what the link has carried lately,
/// and probes slowly above that.</item>
/// <item>A round trip far above the shortest, or silence: straight to the slate and audio at its low rate; back at half of what it had once it is calm.</item>
/// <item>Loss without growing delay is a matter of repair (<see cref="RepairPlanner"/>), not of the rate.</item>
/// <item>The rate changes only by a <see cref="BitrateDecision"/>, which says why. It is never above the platform's limit nor the operator's.</item>
/// </list>
/// What may be on its way follows each measurement (<see cref="CapBytes"/>) and is no decision. Measurements every 5 to 20 ms are meant; with fewer it is slower.
/// Those that cannot be (<see cref="LinkMeasurement.IsPossible"/>) or are older than the last are passed over and counted. Not thread-safe.
/// </summary>
public sealed class BitrateController
{
    private readonly DestinationSettings _settings;
    private readonly InFlightWindow _window;
    private readonly Queue<(long AtMs, long AckedBytes)> _acked = new();
    private readonly Queue<BitrateDecision> _decisions = new();
    private RepairPlan _repair;
    private double _wantedBps;
    private double _knownBps;
    private long _knownAtMs, _atMs = -1, _ackedBytes, _ackedAtMs, _decidedAtMs, _calmSinceMs, _lossAtMs, _lossSent, _lossRepeated;
    private long _rungAtMs = long.MinValue / 2;
    private long? _probesSinceMs, _climbsSinceMs;
    private double _lossGrowthMs;
    private int _failedProbes, _probedFromBps;
    private long _cutAtMs = long.MinValue / 2;

    /// <summary>A destination's, from its start.</summary>
    /// <param name="settings">Limits.</param>
    /// <param name="startMs">When it starts, in ms of the clock that measurements have.</param>
    public BitrateController(DestinationSettings settings, long startMs)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _window = new InFlightWindow(settings.Shape);
        _repair = settings.Transport == MediaTransport.Srt ? RepairPlanner.First(settings.DelayBudgetMs) : RepairPlan.Tcp;
        _ackedAtMs = _lossAtMs = _calmSinceMs = startMs;
        Pace = settings.Pace;
        Rung = settings.Platform.Rungs[^1];
        _wantedBps = Math.Min(settings.FirstVideoBps, settings.HighestVideoBps);
        Decide(startMs, BitrateReason.Start, MediaMode.Picture, _wantedBps, $"starts at {Kbps(_wantedBps)} kbps of {Kbps(settings.HighestVideoBps)}");
    }

    /// <summary>Picture or slate.</summary>
    public MediaMode Mode { get; private set; }

    /// <summary>Video's rate, in bits a second.</summary>
    public int VideoBps { get; private set; }

    /// <summary>Audio's.</summary>
    public int AudioBps { get; private set; }

    /// <summary>Size and pictures a second.</summary>
    public Rung Rung { get; private set; }

    /// <summary>So many bytes may be written and not acknowledged; audio may go <see cref="MediaLimits.AudioReserveBytes"/> beyond it.</summary>
    public long CapBytes => _window.CapBytes;

    /// <summary>
    /// Video's rate is not raised above this, in bits a second: more would not be sent, so nothing would be known by it. What is higher already stays.
    /// </summary>
    public int CeilingBps { get; set; } = int.MaxValue;

    /// <summary>How fast the rate is raised.</summary>
    public BitratePace Pace { get; set; }

    /// <summary>Measurements that were passed over.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Takes the next decision that nobody has taken yet. <see cref="BitrateLimits.MaxDecisions"/> wait at most.</summary>
    public bool TryTakeDecision([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BitrateDecision? decision) => _decisions.TryDequeue(out decision);

    /// <summary>Takes a measurement and decides.</summary>
    public void Observe(in LinkMeasurement link)
    {
        if (!link.IsPossible || link.AtMs < _atMs)
        {
            PassedOver++;
            return;
        }

        if (link.AckedBytes < _ackedBytes || link.SentPackets < _lossSent || link.RepeatedPackets < _lossRepeated)
        {
            // Another connection: its counters begin anew.
            _acked.Clear();
            (_lossAtMs, _lossSent, _lossRepeated) = (link.AtMs, link.SentPackets, link.RepeatedPackets);
        }

        if (link.AckedBytes != _ackedBytes || link.InFlightBytes == 0)
        {
            _ackedAtMs = link.AtMs;
        }

        var sinceMs = Math.Min(link.AtMs - Math.Max(0, _atMs), BitrateLimits.RateWindowMs);
        (_atMs, _ackedBytes) = (link.AtMs, link.AckedBytes);
        _window.Observe(link.AtMs, link.AckedBytes, link.RoundTripMs);
        var deliveredBps = Deliver(link);
        ChooseRepair(link);
        var silentMs = link.AtMs - _ackedAtMs;
        if (_window.GrowthMs >= BitrateLimits.CalmGrowthMs || silentMs >= BitrateLimits.CalmMs)
        {
            _calmSinceMs = link.AtMs;
        }

        if (Mode == MediaMode.Slate)
        {
            if (link.AtMs - _calmSinceMs >= BitrateLimits.CalmMs)
            {
                Decide(link.AtMs, BitrateReason.Return, MediaMode.Picture, VideoBps * BitrateLimits.ReturnShare, $"acknowledgements for {BitrateLimits.CalmMs} ms, round trip {_window.GrowthMs:0} ms above the shortest");
            }

            return;
        }

        if (_window.GrowthMs >= BitrateLimits.SevereGrowthMs || silentMs >= BitrateLimits.SevereSilenceMs)
        {
            NoteCongestion(link.AtMs);
            Decide(link.AtMs, BitrateReason.Severe, MediaMode.Slate, VideoBps, silentMs >= BitrateLimits.SevereSilenceMs ? $"nothing acknowledged for {silentMs} ms" : $"round trip {_window.GrowthMs:0} ms above the shortest");
        }
        else if (link.OldestVideoMs > Pace.CongestedAboveMs)
        {
            Lower(link, deliveredBps);
        }
        else if (link.OldestVideoMs <= Pace.ClimbBelowMs)
        {
            Raise(link.AtMs, sinceMs);
        }
    }

    private void Lower(in LinkMeasurement link, double deliveredBps)
    {
        if (Pace.KnownShare < 1 && _climbsSinceMs is not null)
        {
            // What the link carried lately it does not carry any more.
            (_knownBps, _knownAtMs) = (deliveredBps, link.AtMs);
        }

        NoteCongestion(link.AtMs);
        var bps = (deliveredBps * BitrateLimits.DeliveredShare) - AudioBps;
        if (bps < VideoBps && link.AtMs - _decidedAtMs >= BitrateLimits.CutEveryMs && VideoBps > BitrateLimits.LeastVideoBps)
        {
            Decide(link.AtMs, BitrateReason.Congestion, MediaMode.Picture, bps, $"a picture waits {link.OldestVideoMs} ms, {Kbps(deliveredBps)} kbps were delivered in {BitrateLimits.RateWindowMs} ms");
        }

        _wantedBps = VideoBps;
    }

    // A probe that met it is followed by a longer wait.
    private void NoteCongestion(long atMs)
    {
        if (_probesSinceMs is not null)
        {
            _failedProbes++;
            _probesSinceMs = null;
        }

        _climbsSinceMs = null;
        _cutAtMs = atMs;
    }

    private void Raise(long atMs, long sinceMs)
    {
        var pace = Pace;
        var knownBps = (_knownBps * pace.KnownShare) - (pace.KnownShare < 1 ? AudioBps : 0);
        var isKnown = _wantedBps < knownBps;
        var perSecond = pace.ClimbPerSecond;
        if (isKnown)
        {
            _climbsSinceMs ??= atMs;
        }
        else
        {
            _climbsSinceMs = null;
            if (atMs - _cutAtMs < Math.Min(pace.MostHoldMs, pace.HoldMs << Math.Min(_failedProbes, BitrateLimits.MostDoublings)))
            {
                return;
            }

            if (_probesSinceMs is null)
            {
                (_probesSinceMs, _probedFromBps) = (atMs, VideoBps);
            }

            perSecond = Math.Min(pace.MostProbePerSecond, pace.ProbePerSecond * (1L << (int)Math.Min(BitrateLimits.MostDoublings, (atMs - _probesSinceMs.Value) / pace.ProbeDoublesMs)));
            _failedProbes = VideoBps >= _probedFromBps * BitrateLimits.GoodProbe ? 0 : _failedProbes;
        }

        // What comes above what is known is a probe, however long it is since the last measurement. (With one each few ms it makes no difference.)
        var mostBps = Math.Min(CeilingBps, _settings.HighestVideoBps);
        var nextBps = _wantedBps * (1 + (perSecond * sinceMs / 1_000));
        _wantedBps = Math.Max(_wantedBps, Math.Min(isKnown && pace.KnownShare < 1 ? Math.Min(nextBps, knownBps + 1) : nextBps, mostBps));
        if (atMs - _decidedAtMs >= BitrateLimits.RaiseEveryMs && _wantedBps >= Math.Min(VideoBps * (1 + BitrateLimits.LeastRaise), mostBps) && VideoBps < mostBps)
        {
            Decide(
                atMs, isKnown ? BitrateReason.Climb : BitrateReason.Probe, MediaMode.Picture, _wantedBps,
                $"no picture waits, {Kbps(_knownBps)} kbps were the most in {BitrateLimits.KnownForMs / 1_000} s");
        }
        else if (RungAt(atMs) is var rung && rung != Rung)
        {
            Decide(atMs, BitrateReason.Climb, MediaMode.Picture, VideoBps, $"room for {rung.Width} × {rung.Height} at {rung.PicturesPerSecond} pictures a second");
        }
    }

    // The rate of the last half second, and the fastest lately.
    private double Deliver(in LinkMeasurement link)
    {
        while (_acked.TryPeek(out var first) && (first.AtMs < link.AtMs - BitrateLimits.RateWindowMs || _acked.Count >= BitrateLimits.MaxMeasurements))
        {
            _acked.Dequeue();
        }

        _acked.Enqueue((link.AtMs, link.AckedBytes));
        var (fromMs, fromBytes) = _acked.Peek();
        var bps = (link.AckedBytes - fromBytes) * 8_000.0 / Math.Max(BitrateLimits.RateWindowMs / 2, link.AtMs - fromMs);
        if (bps >= _knownBps || link.AtMs - _knownAtMs > BitrateLimits.KnownForMs)
        {
            (_knownBps, _knownAtMs) = (bps, link.AtMs);
        }

        return bps;
    }

    private void ChooseRepair(in LinkMeasurement link)
    {
        _lossGrowthMs = Math.Max(_lossGrowthMs, _window.GrowthMs);
        var sent = link.SentPackets - _lossSent;
        if (link.AtMs - _lossAtMs < BitrateLimits.LossWindowMs || sent < BitrateLimits.LeastLossPackets)
        {
            return;
        }

        var loss = (double)(link.RepeatedPackets - _lossRepeated) / sent;
        var growthMs = _lossGrowthMs;
        (_lossAtMs, _lossSent, _lossRepeated, _lossGrowthMs) = (link.AtMs, link.SentPackets, link.RepeatedPackets, 0);
        if (_settings.Transport != MediaTransport.Srt || Mode == MediaMode.Slate || growthMs > BitrateLimits.CalmGrowthMs)
        {
            // Where the delay has grown, losses are the queue's: repairing harder would fill it.
            return;
        }

        var shortestMs = link.RoundTripMs - _window.GrowthMs;
        var plan = RepairPlanner.Next(_repair, shortestMs, loss, _settings.DelayBudgetMs);
        if (plan != _repair)
        {
            _repair = plan;
            Decide(link.AtMs, BitrateReason.Loss, Mode, VideoBps, string.Create(CultureInfo.InvariantCulture, $"{loss:P1} lost, round trip {shortestMs:0} ms and not growing: {plan.Kind} with {plan.LatencyMs} ms"));
        }
    }

    // A smaller size at once, a larger one only with room and not again and again: each is a new SPS.
    private Rung RungAt(long atMs)
    {
        var rungs = _settings.Platform.Rungs;
        if (!_settings.Platform.MayChangeSize)
        {
            return rungs.FirstOrDefault(rung => _settings.HighestVideoBps >= rung.LeastBps) ?? rungs[^1];
        }

        var fits = rungs.FirstOrDefault(rung => VideoBps >= rung.LeastBps) ?? rungs[^1];
        if (fits.LeastBps <= Rung.LeastBps)
        {
            return fits;
        }

        var roomy = rungs.FirstOrDefault(rung => VideoBps >= Math.Min(rung.LeastBps * BitrateLimits.RungUpShare, _settings.HighestVideoBps) && VideoBps >= rung.LeastBps) ?? Rung;
        return atMs - _rungAtMs >= BitrateLimits.RungUpAfterMs && roomy.LeastBps > Rung.LeastBps ? roomy : Rung;
    }

    private void Decide(long atMs, BitrateReason reason, MediaMode mode, double videoBps, FormattableString why) => Decide(atMs, reason, mode, videoBps, why.ToString(CultureInfo.InvariantCulture));

    private void Decide(long atMs, BitrateReason reason, MediaMode mode, double videoBps, string why)
    {
        var from = VideoBps;
        Mode = mode;
        VideoBps = (int)Math.Clamp(videoBps, BitrateLimits.LeastVideoBps, _settings.HighestVideoBps);
        AudioBps = mode == MediaMode.Slate || VideoBps < Math.Min(BitrateLimits.LowAudioBelowBps, _settings.HighestVideoBps) ? PlatformProfile.LowAudioBps : _settings.Platform.AudioBps;
        var rung = RungAt(atMs);
        _rungAtMs = rung == Rung ? _rungAtMs : atMs;
        Rung = rung;
        (_wantedBps, _decidedAtMs) = (VideoBps, atMs);
        if (_decisions.Count == BitrateLimits.MaxDecisions)
        {
            _decisions.Dequeue();
        }

        var what = mode == MediaMode.Slate ? "slate" : string.Create(CultureInfo.InvariantCulture, $"video {Kbps(from)} → {Kbps(VideoBps)} kbps");
        _decisions.Enqueue(new BitrateDecision(atMs, reason, mode, VideoBps, AudioBps, Rung, _repair, $"{what}: {why}"));
    }

    private static string Kbps(double bps) => (bps / 1_000).ToString("0", CultureInfo.InvariantCulture);
}
