using CrossLive.LoadTests.Media.Links;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.LoadTests.Media.Results;
using CrossLive.LoadTests.Media.Senders;
using CrossLive.Media;

namespace CrossLive.LoadTests.Media;

/// <summary>The case <c>traces</c>: recorded links are played to every sender alike. The same options give the same results.</summary>
internal sealed class TraceCase(MediaOptions options)
{
    /// <summary>Senders' names: OBS' dynamic bitrate.</summary>
    public const string Obs = "OBS";

    /// <summary>The product's controller as it is by default.</summary>
    public const string Ours = "ours";

    /// <summary>With more on its way.</summary>
    public const string Eager = "ours, eager";

    /// <summary>With as much on its way as fills the link.</summary>
    public const string Full = "ours, full";

    /// <summary>With the rule that the worker's relay has over SRT; over TCP it has <see cref="Ours"/>, a little more careful.</summary>
    public const string Relay = "ours, relay's window";

    /// <summary>Who knows the link ahead.</summary>
    public const string Oracle = "oracle";

    /// <summary>Nothing but audio.</summary>
    public const string AudioOnly = "audio only";

    /// <summary>The way there and back, in ms.</summary>
    public const int RoundTripMs = 40;

    /// <summary>What the bottleneck's queue holds: 150 full packets.</summary>
    public const int QueueBytes = 150 * LinkTrace.ChanceBytes;

    /// <summary>The highest video rate: Twitch's for 1080p30.</summary>
    public const int VideoBps = 4_500_000;

    /// <summary>The usual audio rate.</summary>
    public const int AudioBps = 128_000;

    // As InFlightWindow.cpp: six packets and 1.25 round trips of what is delivered.
    private static readonly InFlightShape RelayShape = new(LeastPackets: 6, Share: 0.1, SpanMs: 500, Spans: 1, ShrinkPerMs: 0.005);

    private const int OracleAheadMs = 100;

    /// <summary>Plays all traces.</summary>
    public MediaResults Run(CancellationToken cancellationToken)
    {
        var traces = LinkTraces.Of(options.Data, options.Seed);
        PlayedTrace[] played = [.. traces.Traces.Select(trace => Play(trace, cancellationToken))];
        var results = new MediaResults
        {
            Seed = options.Seed,
            Data = traces.Data,
            How = $"to every sender over the same simulated TCP ({RoundTripMs} ms, queue of {QueueBytes / 1_000} KB), video up to {VideoBps / 1_000} kbps, seed {options.Seed}",
            Seconds = options.Seconds,
            Traces = [.. played.Select(trace => trace.Result)],
            Played = played,
        };
        return results with { Bars = MediaBars.Of(results) };
    }

    private PlayedTrace Play(LinkTrace trace, CancellationToken cancellationToken)
    {
        var settings = new SenderSettings(options.Seed, VideoBps, AudioBps);
        var canCarryAudio = AudioCapacity.Of(trace, options.Seconds * 1_000);
        var losses = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        var logs = new Dictionary<string, StreamLog>(StringComparer.Ordinal);
        void Add(string name, Func<TcpPath, SendLog, ISender> make)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = new TcpPath(trace, RoundTripMs, QueueBytes);
            var log = new SendLog(path);
            var sender = make(path, log);
            var lost = new LinkLosses((RoundTripMs / 4) + 1);
            for (long nowMs = 0; nowMs < canCarryAudio.Length; nowMs++)
            {
                path.Pass(nowMs);
                log.Note(nowMs);
                sender.Pass(nowMs);
                lost.Note(path.UnusedBytes, sender.Idle);
            }

            logs[name] = log;
            losses[name] = lost.Shares(trace.Bytes(0, canCarryAudio.Length));
        }

        void AddAdaptive(string name, InFlightShape shape) => Add(name, (path, log) => new AdaptiveSender(path, log, settings, new ControllerControl(log, settings, shape)));
        Add(Obs, (path, log) => new ObsDynamicBitrate(path, log, settings));
        AddAdaptive(Ours, InFlightShape.Careful);
        AddAdaptive(Eager, InFlightShape.Eager);
        AddAdaptive(Full, InFlightShape.Full);
        AddAdaptive(Relay, RelayShape);
        Add(Oracle, (path, log) => new AdaptiveSender(path, log, settings, new OracleControl(log, settings, trace, RoundTripMs, OracleAheadMs)));
        Add(AudioOnly, (_, log) => new AudioOnly(log));
        var result = new TraceResult
        {
            Trace = trace.Name,
            MeanKbps = trace.Bytes(0, trace.LengthMs) * 8.0 / trace.LengthMs,
            OutageShare = canCarryAudio.Count(can => !can) / (double)canCarryAudio.Length,
            Senders = logs.ToDictionary(log => log.Key, log => StreamMeasures.Of(trace, log.Value, canCarryAudio), StringComparer.Ordinal),
            Losses = losses,
        };
        return new PlayedTrace(result, trace, logs);
    }
}
