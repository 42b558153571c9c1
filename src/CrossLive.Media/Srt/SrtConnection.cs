using System.IO.Pipelines;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Ts;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Srt;

/// <summary>One publisher over SRT, from its stream id to its end: the same keys, places, clocks and sinks as over RTMP. Its bytes come through a pipe.</summary>
#pragma warning disable CA1001 // Its one call that is always made, RunAsync, disposes it.
internal sealed partial class SrtConnection
#pragma warning restore CA1001
{
    private readonly RtmpLimits _limits;
    private readonly IPublishKeys _keys;
    private readonly IRtmpSinks _sinks;
    private readonly RtmpPublishers _publishers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PipeReader _input;
    private readonly string _name;
    private readonly string? _remote;
    private readonly int _holdMs;
    private readonly RtmpClock _clock;
    private readonly TsDemuxer _demuxer;
    private readonly CancellationTokenSource _stop = new();
    private RtmpPublishers.Place? _place;
    private IRtmpSink? _sink;
    private RtmpEnd? _cut;
    private uint? _firstMs;
    private bool _hasAudio;
    private bool _hasVideo;
    private bool _hasToldMissing;

    public SrtConnection(
        RtmpLimits limits, IPublishKeys keys, IRtmpSinks sinks, RtmpPublishers publishers, TimeProvider time, ILogger logger, PipeReader input, string name, string? remote, int holdMs)
    {
        (_limits, _keys, _sinks, _publishers, _time, _logger, _input, _name, _remote, _holdMs) = (limits, keys, sinks, publishers, time, logger, input, name, remote, holdMs);
        _clock = new RtmpClock(limits.MaxBackstepMs);
        _demuxer = new TsDemuxer(new TsLimits { MaxFrameBytes = limits.MaxMessageBytes });
    }

    /// <summary>Ends it from outside; the first reason counts.</summary>
    public void Cut(RtmpEnd end)
    {
        Interlocked.CompareExchange(ref _cut, end, null);
        Cancel();
    }

    /// <summary>Serves it to its end. Throws nothing of its own or of the peer's.</summary>
    public async Task<RtmpEnd> RunAsync(SrtStreamId id)
    {
        RtmpEnd end;
        await using var silence = _time.CreateTimer(
            _ => Cut(new RtmpEnd(RtmpEndReason.Silent, $"Neither audio nor video for {_limits.MaxSilenceMs} ms.")), null, TimeSpan.FromMilliseconds(_limits.MaxSilenceMs), Timeout.InfiniteTimeSpan);
        try
        {
            end = await PublishAsync(id) ?? await ReadAsync(silence);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            end = _cut ?? new RtmpEnd(RtmpEndReason.TakenOver, "It was silent, and a newer publisher took its place.");
        }
#pragma warning disable CA1031 // What a sink or a grain throws is its own affair, and ends this publisher only.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogSinkFailed(_logger, _name, failed);
            end = new RtmpEnd(RtmpEndReason.SinkFailed, "The receiving side failed.");
        }

        await LeaveAsync(end);
        await _input.CompleteAsync();
        MediaTelemetry.CountEnd(end);
        LogEnded(_logger, _name, end.Reason, end.Detail);
        return end;
    }

    private async Task<RtmpEnd?> PublishAsync(SrtStreamId id)
    {
        if (id.Problem is { } problem)
        {
            return new RtmpEnd(RtmpEndReason.Refused, problem, RefusalCode.AddressWrong);
        }

        var verdict = id.App.Length <= _limits.MaxKeyLength && id.Key.Length <= _limits.MaxKeyLength
            ? await _keys.CheckAsync(id.App, id.Key, _remote, _stop.Token)
            : PublishVerdict.Unknown;
        if (verdict.Room is not { } room)
        {
            return new RtmpEnd(RtmpEndReason.Refused, verdict.Refusal, verdict.Code);
        }

        var publisher = new RtmpPublisher(room, verdict.KeyNumber, _name, _remote, Cut, () => _clock.Restarts) { HoldMs = _holdMs };
        try
        {
            _place = await _publishers.TakeAsync(room, Cancel, _stop.Token);
            _sink = await _sinks.OpenAsync(publisher, _stop.Token);
        }
        catch (PublishRefusedException refused)
        {
            await _sinks.NoteRefusalAsync(publisher, refused.Message);
            return new RtmpEnd(RtmpEndReason.Refused, refused.Message, refused.Code);
        }

        LogPublishing(_logger, _name, room);
        return null;
    }

    private async Task<RtmpEnd> ReadAsync(ITimer silence)
    {
        var tags = new List<FlvTag>();
        while (true)
        {
            var read = await _input.ReadAsync(_stop.Token);
            RtmpEnd? end = null;
            foreach (var part in read.Buffer)
            {
                end ??= _demuxer.Take(part.Span, tags);
            }

            _input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted && end is null)
            {
                _demuxer.Finish(tags);
            }

            if (tags.Count > 0)
            {
                silence.Change(TimeSpan.FromMilliseconds(_limits.MaxSilenceMs), Timeout.InfiniteTimeSpan);
                _place!.SawMedia(_time.GetTimestamp());
                await GiveAsync(tags);
                tags.Clear();
            }

            if (end is not null)
            {
                return end;
            }

            if (read.IsCompleted)
            {
                return new RtmpEnd(RtmpEndReason.Disconnected, "The publisher ended its connection, or nothing more of it came.");
            }
        }
    }

    private async Task GiveAsync(List<FlvTag> tags)
    {
        foreach (var tag in tags)
        {
            var isVideo = tag.Kind == FlvTagKind.Video;
            var time = _clock.Next(isVideo, tag.TimestampMs);
            await _sink!.TakeAsync(tag with { TimestampMs = time }, _stop.Token);
            _firstMs ??= time;
            _hasVideo |= isVideo && tag.Head.IsFrame;
            _hasAudio |= !isVideo && tag.Head.IsFrame;
            if (!_hasToldMissing && _hasAudio != _hasVideo && unchecked((int)(time - _firstMs.Value)) >= _limits.MissingTrackAfterMs)
            {
                _hasToldMissing = true;
                await _sink.TrackMissingAsync(_hasAudio ? FlvTagKind.Video : FlvTagKind.Audio, _stop.Token);
            }
        }
    }

    private async Task LeaveAsync(RtmpEnd end)
    {
        try
        {
            if (_sink is not null)
            {
                await _sink.EndAsync(end);
            }
        }
#pragma warning disable CA1031 // As above.
        catch (Exception failed)
#pragma warning restore CA1031
        {
            LogSinkFailed(_logger, _name, failed);
        }
        finally
        {
            _place?.Leave();
            _stop.Dispose();
        }
    }

    private void Cancel()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    [LoggerMessage(5060, LogLevel.Information, "SRT: connection {Connection} publishes into room '{Room}'")]
    private static partial void LogPublishing(ILogger logger, string connection, string room);

    [LoggerMessage(5061, LogLevel.Information, "SRT: connection {Connection} ended, {Reason}: {Detail}")]
    private static partial void LogEnded(ILogger logger, string connection, RtmpEndReason reason, string detail);

    [LoggerMessage(5062, LogLevel.Error, "SRT: connection {Connection}: its sink failed")]
    private static partial void LogSinkFailed(ILogger logger, string connection, Exception exception);
}
