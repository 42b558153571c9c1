using System.Collections.Concurrent;
using CrossLive.Media.Egress;
using CrossLive.Media.Hls;
using CrossLive.Media.Preview;
using CrossLive.Media.Recording;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Ingest;

/// <summary>The publishers of this process: gives each its place in the cluster, by the room's <see cref="IMediaSessionGrain"/>, and its session.</summary>
public sealed partial class StreamSessions : IRtmpSinks
{
    private readonly IGrainFactory _grains;
    private readonly RtmpLimits _limits;
    private readonly PreviewLimits _previews;
    private readonly HlsLimits _hls;
    private readonly string _process;
    private readonly string? _url;
    private readonly TimeProvider _time;
    private readonly ILogger<StreamSessions> _logger;
    private readonly Egresses _egresses;
    private readonly Recorders _recorders;
    private readonly ConcurrentDictionary<string, StreamSession> _sessions = new(StringComparer.Ordinal);

    /// <param name="process">This process, for operators.</param>
    /// <param name="url">Where other processes of the cluster reach its HTTP, or null.</param>
    public StreamSessions(
        IGrainFactory grains, RtmpLimits limits, PreviewLimits previews, HlsLimits hls, string process, string? url, Egresses egresses, Recorders recorders, TimeProvider time,
        ILogger<StreamSessions> logger) =>
        (_grains, _limits, _previews, _hls, _process, _url, _egresses, _recorders, _time, _logger) = (grains, limits, previews, hls, process, url, egresses, recorders, time, logger);

    /// <summary>The room's stream in this process, or null.</summary>
    public StreamSession? Find(string room) => _sessions.GetValueOrDefault(room);

    /// <inheritdoc/>
    public async ValueTask<IRtmpSink> OpenAsync(RtmpPublisher publisher, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        var grain = _grains.GetGrain<IMediaSessionGrain>(publisher.Room);
        var id = Guid.NewGuid();
        StreamTurn turn;
        try
        {
            turn = await grain.BeginAsync(new StreamBegin(id, publisher.KeyNumber, _process, publisher.Remote, _limits.TakeoverAfterSilenceMs) { Url = _url });
        }
#pragma warning disable CA1031 // Storage and cluster fail in many ways; each means the same to a publisher, which shows the sentence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogBeginFailed(_logger, publisher.Room, exception);
            throw new PublishRefusedException("This server cannot take the stream just now: its cluster or its storage does not answer. Try again in a few seconds.", RefusalCode.Unavailable);
        }

        if (turn != StreamTurn.Granted)
        {
            var why = turn == StreamTurn.Taken
                ? $"This stream key already has a live publisher. Stop it, or try again once it has been silent for {_limits.TakeoverAfterSilenceMs / 1000d:0.#} s."
                : "This stream key was changed a moment ago. Copy the room's key anew.";
            throw new PublishRefusedException(why, turn == StreamTurn.Taken ? RefusalCode.Taken : RefusalCode.KeyUnknown);
        }

        var session = new StreamSession(grain, id, publisher, new StreamFeed(_previews), _time, _logger, Forget, _hls);
        _sessions[publisher.Room] = session;
        session.Start();
        MediaTelemetry.Publishers.Add(1);
        _egresses.HostCame(publisher.Room, session.Feed);
        _recorders.HostCame(publisher.Room, session.Feed);
        return session;
    }

    /// <inheritdoc/>
    public async ValueTask NoteRefusalAsync(RtmpPublisher publisher, string why)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        await _grains.GetGrain<IMediaSessionGrain>(publisher.Room)
            .NoteRefusalAsync(new StreamEnd(_time.GetUtcNow().ToUnixTimeMilliseconds(), nameof(RtmpEndReason.Refused), why, publisher.Remote));
    }

    private void Forget(StreamSession session)
    {
        MediaTelemetry.Publishers.Add(-1);
        _sessions.TryRemove(KeyValuePair.Create(session.Room, session));
        _egresses.HostLeft(session.Room, session.Feed);
        _recorders.HostLeft(session.Room, session.Feed);
    }

    [LoggerMessage(5020, LogLevel.Error, "Room '{Room}': a publisher could not begin")]
    private static partial void LogBeginFailed(ILogger logger, string room, Exception exception);
}
