using CrossLive.Media.Hls;
using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Ingest;

/// <summary>One publisher of a room: measures it, gives it to those who watch, and reports it to the room's grain, which says whether it may go on.</summary>
#pragma warning disable CA1001 // Its one call that is always made, EndAsync, disposes it.
public sealed partial class StreamSession : IRtmpSink
#pragma warning restore CA1001
{
    private readonly IMediaSessionGrain _grain;
    private readonly Guid _id;
    private readonly RtmpPublisher _publisher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<StreamSession> _ended;
    private readonly Lock _gate = new();
    private readonly long _beganAt;
    private readonly StreamMeter _meter;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _firstPicture = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reports = Task.CompletedTask;

    internal StreamSession(
        IMediaSessionGrain grain, Guid id, RtmpPublisher publisher, StreamFeed feed, TimeProvider time, ILogger logger, Action<StreamSession> ended, HlsLimits? hls = null)
    {
        Hls = new HlsStream(feed, hls ?? new HlsLimits(), time);
        (_grain, _id, _publisher, Feed, _time, _logger, _ended) = (grain, id, publisher, feed, time, logger, ended);
        _beganAt = time.GetTimestamp();
        _meter = new StreamMeter();
    }

    /// <summary>For those who watch it here.</summary>
    public StreamFeed Feed { get; }

    /// <summary>The same as HLS, for those who cannot watch it as it comes.</summary>
    public HlsStream Hls { get; }

    /// <summary>The room that it publishes into.</summary>
    public string Room => _publisher.Room;

    /// <inheritdoc/>
    public ValueTask TakeAsync(FlvTag tag, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tag);
        Feed.Take(tag);
        Count(tag);
        lock (_gate)
        {
            _meter.Take(tag, NowMs());
            if (!_meter.HasPicture)
            {
                return ValueTask.CompletedTask;
            }
        }

        _firstPicture.TrySetResult();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask TrackMissingAsync(FlvTagKind missing, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _meter.NoteMissing(missing);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(RtmpEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        Feed.End();
        await _ending.CancelAsync();
        await _reports;
        _ending.Dispose();
        _ended(this);
        // The grain finds out by itself, seconds later, where this call does not reach it.
        await _grain.EndAsync(_id, new StreamEnd(_time.GetUtcNow().ToUnixTimeMilliseconds(), end.Reason.ToString(), end.Detail, _publisher.Remote));
    }

    internal void Start() => _reports = ReportAsync();

    private async Task ReportAsync()
    {
        try
        {
            // The first one as soon as there is a picture to see.
            await Task.WhenAny(_firstPicture.Task, Task.Delay(TimeSpan.FromMilliseconds(StreamReports.IntervalMs), _time, _ending.Token));
            while (!_ending.IsCancellationRequested)
            {
                await ReportOnceAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(StreamReports.IntervalMs), _time, _ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The publisher has ended.
        }
    }

    private async Task ReportOnceAsync()
    {
        StreamReport report;
        lock (_gate)
        {
            report = _meter.ToReport(NowMs(), _publisher.ClockRestarts(), _publisher.HoldMs);
        }

        try
        {
            switch (await _grain.ReportAsync(_id, report))
            {
                case StreamTurn.Granted:
                    break;
                case StreamTurn.KeyUnknown:
                    _publisher.Cut(new RtmpEnd(RtmpEndReason.KeyRevoked, "Its stream key was changed or revoked."));
                    break;
                default:
                    _publisher.Cut(new RtmpEnd(RtmpEndReason.TakenOver, "A newer publisher of this key has its place."));
                    break;
            }
        }
#pragma warning disable CA1031 // A grain that moves shows in many exceptions. The stream goes on: the next report finds the grain again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReportFailed(_logger, Room, exception);
        }
    }

    private static void Count(FlvTag tag)
    {
        if (tag.Kind != FlvTagKind.Script)
        {
            MediaTelemetry.IngestBytes.Add(tag.Body.Length);
            MediaTelemetry.IngestPictures.Add(tag.Kind == FlvTagKind.Video && tag.Head.IsFrame ? 1 : 0);
        }
    }

    private long NowMs() => (long)_time.GetElapsedTime(_beganAt).TotalMilliseconds;

    [LoggerMessage(5021, LogLevel.Debug, "Room '{Room}': its stream could not be reported; tried again in a second")]
    private static partial void LogReportFailed(ILogger logger, string room, Exception exception);
}
