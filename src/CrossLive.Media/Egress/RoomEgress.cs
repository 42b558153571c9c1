using System.Text.Json;
using CrossLive.Media.Ingest;
using CrossLive.Media.Preview;
using CrossLive.Media.Workers;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Egress;

/// <summary>
/// Sends one room's stream on: one encoder, one relay for each destination, each watched and started again by itself. One loop; what is decided is decided by
/// <see cref="WorkerWatch"/> and <see cref="RestartPlan"/>. Ends when the host has been away for longer than the slate stands in, or another process has the stream.
/// </summary>
#pragma warning disable CA1001 // Its loop disposes what it has when it ends.
internal sealed partial class RoomEgress
#pragma warning restore CA1001
{
    private const int TurnMs = 50;

    private const string EncoderRole = "encoder", RelayRole = "relay", WorkerMissing = "worker-missing";

    // A rendition's rate is changed by this share at least.
    private const double LeastRateStep = 0.03;

    private readonly string _room;
    private readonly IMediaSessionGrain _grain;
    private readonly string _process;
    private readonly MediaOptions _options;
    private readonly WorkerLauncher _launcher;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EgressJournal _journal;
    private readonly long _beganAt;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Outlet> _outlets = new(StringComparer.Ordinal);
    private readonly List<Worker> _leaving = [];
    private readonly RestartPlan _encoderRestarts = new();
    private readonly StandstillWatch _standstill = new();
    private readonly EncoderMeter _encoderMeter = new();
    private readonly string _socket = $"crosslive/{Guid.NewGuid():N}";
    private readonly Lock _gate = new();
    private volatile StreamFeed? _feed;
    private bool _isEnding;
    private long _hostLeftAtMs;
    private EgressPlan _plan = new(true, []);
    private Task<EgressPlan>? _asking;
    private long _askedAtMs = -StreamReports.IntervalMs;
    private Worker? _encoder;
    private EncoderInput? _input;
    private IReadOnlyList<Rendition> _renditions = [];
    private RenditionChooser? _chooser;
    private int[] _kbps = [];
    private int _encoderEnds;
    private string? _encoderDetail;
    private PictureFacts? _pictures;
    private EgressJournal.Entry? _entry;
    private long _notedAtMs;

    public RoomEgress(
        string room, IMediaSessionGrain grain, string process, MediaOptions options, WorkerLauncher launcher, EgressJournal journal, Random random, TimeProvider time, ILogger logger)
    {
        (_room, _grain, _process, _options, _launcher, _journal, _random, _time, _logger) = (room, grain, process, options, launcher, journal, random, time, logger);
        _beganAt = time.GetTimestamp();
    }

    /// <summary>Goes on where a process that is gone stopped: the slate stands in until the host is back, for as long as after any other loss of it.</summary>
    public RoomEgress Continuing(EgressJournal.Entry entry, EgressJournal.Sending left, long hostAwayMs)
    {
        (_entry, _pictures, _hostLeftAtMs) = (entry, left.Pictures, NowMs() - hostAwayMs);
        return this;
    }

    /// <summary>Its loop. Never fails.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    private bool IsWanted => _options.WorkerPath.Length > 0 && _plan.Destinations.Any(each => each.IsEnabled) && (_feed is not null || NowMs() - _hostLeftAtMs < _options.SlateMs);

    private bool IsHostAway => EncoderRuns && _encoder!.Stats.GetProperty("slate").GetBoolean();

    private bool EncoderRuns => _encoder is { HasExited: false, Stats.ValueKind: JsonValueKind.Object };

    public void Start() => Running = RunAsync();

    /// <summary>A publisher's stream comes in. False: this one is ending, another has to take it.</summary>
    public bool TryHostCame(StreamFeed feed)
    {
        lock (_gate)
        {
            _feed = _isEnding ? null : feed;
            return !_isEnding;
        }
    }

    public void HostLeft(StreamFeed feed)
    {
        if (ReferenceEquals(_feed, feed))
        {
            _hostLeftAtMs = NowMs();
            _feed = null;
        }
    }

    public Task StopAsync()
    {
        _stopping.Cancel();
        return Running;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(TurnMs), _time);
        try
        {
            while (!TryEnd())
            {
                await AskAsync();
                await TurnAsync();
                Note();
                await timer.WaitForNextTickAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops. Who starts next goes on.
            _entry?.Dispose();
            _entry = null;
        }

        _entry?.Forget();
        await EndAsync();
    }

    // A process that dies says nothing: what it was sending has to stand there before.
    private void Note()
    {
        var now = NowMs();
        if (_pictures is not { } pictures || now - _notedAtMs < StreamReports.IntervalMs)
        {
            return;
        }

        _notedAtMs = now;
        if (!IsWanted)
        {
            _entry?.Forget();
            _entry = null;
        }
        else if ((_entry ??= _journal.TryBegin(_room)) is { } entry)
        {
            var seenMs = _feed is null ? _hostLeftAtMs : now;
            var sending = new EgressJournal.Sending(_process, pictures.WidthPx, pictures.HeightPx, pictures.PerSecond, _time.GetUtcNow().ToUnixTimeMilliseconds() - (now - seenMs));
            if (!entry.TryNote(sending))
            {
                _entry = null;
                entry.Forget();
            }
        }
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            return _isEnding = !_plan.IsYours || (_feed is null && NowMs() - _hostLeftAtMs >= _options.SlateMs);
        }
    }

    // The grain may be away for a while: what was to be sent is sent on.
    private async Task AskAsync()
    {
        if (_standstill.Turn(NowMs()))
        {
            LogStoodStill(_logger, _room);
            (_asking, _askedAtMs) = (null, -StreamReports.IntervalMs);
        }

        if (_asking is { IsCompleted: true } asked)
        {
            _asking = null;
            if (asked.IsCompletedSuccessfully)
            {
                _plan = await asked;
                _standstill.NoteAnswer();
                foreach (var outlet in _outlets.Values)
                {
                    outlet.Pilot?.NoteReported();
                }
            }
            else
            {
                LogNotAsked(_logger, _room, asked.Exception);
            }
        }

        if (_asking is null && NowMs() - _askedAtMs >= (_plan.Destinations.Count == 0 || _outlets.Count == 0 ? StreamReports.IntervalMs / 2 : StreamReports.IntervalMs))
        {
            _askedAtMs = NowMs();
            var encoder = _encoder is null ? (_encoderDetail is null ? "none" : "failed") : !EncoderRuns ? "starting" : IsHostAway ? "slate" : "live";
            var report = new EgressReport(encoder, _encoderEnds, Problem(), [.. _outlets.Values.Select(each => each.ToStatus(IsWanted))]);
            _asking = _standstill.MayStart ? _grain.ReportEgressAsync(_process, report) : AskAfterStandstillAsync(report);
        }
    }

    // The room's session may be in this very process, and have stood still with it while another took the room: only what it can write is true.
    private async Task<EgressPlan> AskAfterStandstillAsync(EgressReport report) =>
        await _grain.ContinueEgressAsync(_process, _process) ? await _grain.ReportEgressAsync(_process, report) : new EgressPlan(false, []);

    private string? Problem() => _options.WorkerPath.Length == 0 ? "Nothing is sent on: CrossLive:Media:WorkerPath names no worker." : _encoderDetail;

    private async Task TurnAsync()
    {
        var now = NowMs();
        FollowPlan(now);
        await WatchEncoderAsync(now);
        foreach (var outlet in _outlets.Values)
        {
            await WatchRelayAsync(outlet, now);
        }

        Choose(now);
        for (var i = _leaving.Count - 1; i >= 0; i--)
        {
            if (_leaving[i].HasExited || now - _leaving[i].StoppedAtMs > WorkerLimits.StopMs)
            {
                _leaving[i].Dispose();
                _leaving.RemoveAt(i);
            }
        }
    }

    // Only what changed is touched.
    private void FollowPlan(long now)
    {
        foreach (var outlet in _outlets.Values.Where(outlet => !_plan.Destinations.Contains(outlet.Destination)).ToArray())
        {
            Leave(outlet, now);
            outlet.Meter.NoteState(null);
            _outlets.Remove(outlet.Destination.Id);
        }

        foreach (var destination in _plan.Destinations.Where(destination => !_outlets.ContainsKey(destination.Id)))
        {
            _outlets[destination.Id] = new Outlet(destination);
        }
    }

    private void Leave(Outlet outlet, long now)
    {
        if (outlet.Relay is { } relay)
        {
            relay.Stop(now);
            _leaving.Add(relay);
            outlet.Relay = null;
        }
    }

    private async Task WatchEncoderAsync(long now)
    {
        if (_encoder is { } encoder)
        {
            encoder.Hear(now, stats =>
            {
                _encoderMeter.Hear(stats);
                return stats.GetProperty("pictures").GetInt64() + stats.GetProperty("slatePictures").GetInt64();
            });
            var health = encoder.Watch.At(now);
            if (health == WorkerHealth.Healthy)
            {
                _encoderRestarts.NoteHealthy();
                _encoderDetail = null;
            }

            if (encoder.HasExited || health is WorkerHealth.Silent or WorkerHealth.Still)
            {
                await EndEncoderAsync(encoder, encoder.HasExited ? WorkerEnd.Crash : WorkerEnd.Hang, health, now);
            }
            else if (!IsWanted)
            {
                encoder.Stop(now);
                _leaving.Add(encoder);
                _encoder = null;
            }
        }

        _encoder?.SayAlive(now);
        if (_encoder is null && IsWanted && _standstill.MayStart && now >= _encoderRestarts.NotBeforeMs && _leaving.Count == 0 && Plan())
        {
            await StartEncoderAsync(now);
        }

        // The publisher's stream goes in as soon as the encoder listens; another publisher's replaces it.
        if (_input is not null && (_input.IsEnded || !ReferenceEquals(_input.Feed, _feed) || !EncoderRuns))
        {
            await _input.DisposeAsync();
            _input = null;
        }

        if (_input is null && EncoderRuns && _feed is { } feed)
        {
            _input = new EncoderInput(feed, _socket);
        }
    }

    // Sizes are those of the first stream; a host that comes back with another one is fitted into them.
    private bool Plan()
    {
        _pictures ??= _feed?.Pictures;
        if (_renditions.Count == 0 && _pictures is { } pictures)
        {
            _renditions = Rendition.Of(pictures.WidthPx, pictures.HeightPx, pictures.PerSecond, _options.MaxShortSidePx);
            _chooser = new RenditionChooser(_renditions);
        }

        return _renditions.Count > 0;
    }

    private async Task StartEncoderAsync(long now)
    {
        try
        {
            _encoder = new Worker(await _launcher.StartAsync(_options.WorkerPath, EncoderRole, _room), now);
            _encoderMeter.Begin();
        }
#pragma warning disable CA1031 // The program is missing, or the machine has no more processes: the same to the room.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            _encoderDetail = $"The worker cannot be started: {failed.Message}";
            MediaTelemetry.CountRestart(EncoderRole, WorkerMissing);
            _encoderRestarts.NoteEnd(WorkerEnd.Crash, now, _random.NextDouble());
            return;
        }

        _kbps = [.. _renditions.Select(each => each.Kbps)];
        _encoder.Send("start", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["socket"] = _socket,
            ["maxHeldBytes"] = WorkerLimits.MaxEncoderBytes,
            ["maxSilentMs"] = WorkerLimits.SupervisorSilentMs,
            ["preset"] = _options.EncoderPreset,
            ["renditions"] = _renditions.Select(each => new { name = each.Name, widthPx = each.WidthPx, heightPx = each.HeightPx, picturesPerSecond = each.PicturesPerSecond, kbps = each.Kbps }),
        });
    }

    private async Task EndEncoderAsync(Worker encoder, WorkerEnd end, WorkerHealth health, long now)
    {
        encoder.Kill();
        _encoderEnds++;
        _encoderRestarts.NoteEnd(end, now, _random.NextDouble());
        if (encoder.HasExited)
        {
            await encoder.DrainAsync();
            encoder.Hear(now, _ => null);
        }

        var code = encoder.EndCode ?? (end == WorkerEnd.Hang ? "hung" : "killed");
        MediaTelemetry.CountRestart(EncoderRole, code);
        _encoderDetail = encoder.EndDetail ?? (end == WorkerEnd.Hang ? $"The encoder hung ({health}) and was ended." : "The encoder was killed.");
        LogEncoderEnded(_logger, _room, code, _encoderDetail, _encoderRestarts.NotBeforeMs - now);
        encoder.Dispose();
        _encoder = null;
    }

    private async Task WatchRelayAsync(Outlet outlet, long now)
    {
        if (outlet.Relay is { } relay)
        {
            // While the encoder is away there is nothing to send, and a relay's own clock tells a destination that takes nothing.
            relay.Hear(now, stats =>
            {
                outlet.Pilot?.Observe(stats);
                outlet.Meter.Hear(stats, IsHostAway);
                return EncoderRuns && stats.GetProperty("publishing").GetBoolean() && stats.GetProperty("waitingBytes").GetInt64() == 0 ? stats.GetProperty("sentPictures").GetInt64() : null;
            });
            var health = relay.Watch.At(now);
            if (health == WorkerHealth.Healthy)
            {
                outlet.Restarts.NoteHealthy();
            }

            if (relay.HasExited || health is WorkerHealth.Silent or WorkerHealth.Still)
            {
                await EndRelayAsync(outlet, relay, health, now);
            }
            else if (!IsWanted || !outlet.Destination.IsEnabled || outlet.WantsOtherRepair(now))
            {
                Leave(outlet, now);
            }
        }

        outlet.Relay?.SayAlive(now);
        if (outlet.Relay is null && outlet.Destination.IsEnabled && IsWanted && _standstill.MayStart && EncoderRuns && now >= outlet.Restarts.NotBeforeMs)
        {
            await StartRelayAsync(outlet, now);
        }
    }

    private async Task StartRelayAsync(Outlet outlet, long now)
    {
        try
        {
            outlet.Relay = new Worker(await _launcher.StartAsync(_options.WorkerPath, RelayRole, $"{_room}/{outlet.Destination.Id}"), now);
            outlet.Meter.Begin();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            MediaTelemetry.CountRestart(RelayRole, WorkerMissing);
            outlet.NoteEnd(WorkerEnd.Crash, WorkerMissing, $"The worker cannot be started: {failed.Message}", now, _random.NextDouble());
            return;
        }

        outlet.Pilot ??= new DestinationPilot(outlet.SettingsFor(_renditions[0]), _time);
        Choose(now);
        (outlet.RelayRepair, outlet.RelayStartedAtMs) = (outlet.Pilot.Repair, now);
        outlet.Relay.Send("start", new Dictionary<string, object>(outlet.Pilot.Wish(), StringComparer.Ordinal)
        {
            ["socket"] = _socket,
            ["url"] = outlet.Destination.Url,
            ["latencyMs"] = outlet.RelayRepair.LatencyMs,
            ["packetFilter"] = outlet.RelayRepair.PacketFilter,
            ["maxHeldBytes"] = WorkerLimits.MaxRelayBytes,
            ["maxSilentMs"] = WorkerLimits.SupervisorSilentMs,
        });
    }

    // Relays are told what they are to send, the encoder what rate each rendition is to have.
    private void Choose(long now)
    {
        var steered = _outlets.Values.Where(outlet => outlet is { Pilot: not null, Destination.IsEnabled: true }).ToArray();
        if (_chooser is null || steered.Length == 0)
        {
            return;
        }

        var turns = _chooser.Choose(now, [.. steered.Select(outlet => new RenditionWish(outlet.Destination.Id, outlet.Pilot!.Mode, outlet.Pilot.VideoBps, outlet.KeepsSize) { MostBps = outlet.Pilot.MostVideoBps })]);
        foreach (var (outlet, turn) in steered.Zip(turns))
        {
            if (outlet.Pilot!.Take(turn, _renditions[turn.Index].Name) is { } wish && outlet.Relay is { } relay)
            {
                relay.Send("rendition", wish);
            }
        }

        for (var i = 0; i < _kbps.Length && _encoder is not null; i++)
        {
            var kbps = _chooser.Kbps[i];
            if (kbps != _kbps[i] && (kbps == _renditions[i].Kbps || Math.Abs(kbps - _kbps[i]) >= _kbps[i] * LeastRateStep))
            {
                _kbps[i] = kbps;
                _encoder.Send("set-bitrate", new Dictionary<string, object>(StringComparer.Ordinal) { ["rendition"] = _renditions[i].Name, ["kbps"] = kbps });
            }
        }
    }

    private async Task EndRelayAsync(Outlet outlet, Worker relay, WorkerHealth health, long now)
    {
        var hung = !relay.HasExited;
        relay.Kill();
        if (!hung)
        {
            await relay.DrainAsync();
            relay.Hear(now, stats =>
            {
                outlet.Meter.Hear(stats, IsHostAway);
                return null;
            });
        }

        var end = hung ? WorkerEnd.Hang : RelayEnd.KindOf(relay.EndCode);
        var code = hung ? "hung" : relay.EndCode ?? "killed";
        MediaTelemetry.CountRestart(RelayRole, code);
        outlet.NoteEnd(end, code, relay.EndDetail ?? (hung ? $"The relay hung ({health}) and was ended." : "The relay was killed."), now, _random.NextDouble());
        LogRelayEnded(_logger, _room, outlet.Destination.Id, code, relay.EndDetail, outlet.Restarts.NotBeforeMs - now);
        relay.Dispose();
        outlet.Relay = null;
    }

    private async Task EndAsync()
    {
        if (_input is not null)
        {
            await _input.DisposeAsync();
        }

        foreach (var outlet in _outlets.Values)
        {
            outlet.Meter.NoteState(null);
        }

        foreach (var worker in _outlets.Values.Select(outlet => outlet.Relay).Append(_encoder).OfType<Worker>().Concat(_leaving))
        {
            worker.Dispose();
        }

        _stopping.Dispose();
    }

    private long NowMs() => (long)_time.GetElapsedTime(_beganAt).TotalMilliseconds;

    [LoggerMessage(5040, LogLevel.Warning, "Room '{Room}': its encoder ended, {Code}: {Detail} Started again in {WaitMs} ms")]
    private static partial void LogEncoderEnded(ILogger logger, string room, string code, string? detail, long waitMs);

    [LoggerMessage(5041, LogLevel.Warning, "Room '{Room}', destination '{Destination}': its relay ended, {Code}: {Detail} Started again in {WaitMs} ms")]
    private static partial void LogRelayEnded(ILogger logger, string room, string destination, string code, string? detail, long waitMs);

    [LoggerMessage(5046, LogLevel.Warning, "Room '{Room}': this process stood still for seconds, so another one may be sending its stream; nothing is started before the room has said")]
    private static partial void LogStoodStill(ILogger logger, string room);

    [LoggerMessage(5042, LogLevel.Debug, "Room '{Room}': its destinations could not be asked for; asked again in a second")]
    private static partial void LogNotAsked(ILogger logger, string room, Exception? exception);
}
