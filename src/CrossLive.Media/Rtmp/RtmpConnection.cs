using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Rtmp;

/// <summary>One connection: a session, its pipe, its place and its sink.</summary>
internal sealed partial class RtmpConnection(
    RtmpLimits limits,
    IPublishKeys keys,
    IRtmpSinks sinks,
    RtmpPublishers publishers,
    TimeProvider time,
    ILogger logger,
    IDuplexPipe pipe,
    ReadOnlyMemory<byte> handshakeRandom,
    string name,
    string? remote)
{
    /// <summary>Time that a refused publisher has to read why, and a finished one to close.</summary>
    private const int MaxLingerMs = 1_000;

    private readonly RtmpSession _session = new(limits, handshakeRandom);
    private RtmpPublishers.Place? _place;
    private IRtmpSink? _sink;
    private RtmpEnd? _cut;

    /// <summary>Serves it to its end. Throws nothing of its own or of the peer's.</summary>
    public async Task<RtmpEnd> RunAsync(CancellationToken stopping)
    {
        RtmpEnd end;
        // One source for all that may end it from outside; its timer is set anew by what the peer sends.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timer = time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), stop, TimeSpan.FromMilliseconds(limits.MaxMillisecondsToPublish), Timeout.InfiniteTimeSpan);
        try
        {
            end = await ServeAsync(timer, stop);
        }
        catch (RtmpProtocolException broken)
        {
            end = new RtmpEnd(RtmpEndReason.ProtocolError, broken.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            end = WhyStopped(stopping);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            end = new RtmpEnd(RtmpEndReason.Reset, broken.Message);
        }
        catch (SinkException failed)
        {
            LogSinkFailed(logger, name, failed.InnerException);
            end = new RtmpEnd(RtmpEndReason.SinkFailed, "The receiving side failed.");
        }

        await LeaveAsync(end);
        if (end.Reason is RtmpEndReason.Refused or RtmpEndReason.CodecRefused or RtmpEndReason.Finished)
        {
            await LingerAsync(end.Reason != RtmpEndReason.Finished, stopping);
        }

        return end;
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The timer fired while the connection ended.
        }
    }

    private RtmpEnd WhyStopped(CancellationToken stopping)
    {
        if (_cut is { } cut)
        {
            return cut;
        }

        if (_place?.IsTakenOver == true)
        {
            return new RtmpEnd(RtmpEndReason.TakenOver, "It was silent, and a newer publisher took its place.");
        }

        if (stopping.IsCancellationRequested)
        {
            return new RtmpEnd(RtmpEndReason.Stopping, "The server stops.");
        }

        return _session.IsPublishing
            ? new RtmpEnd(RtmpEndReason.Silent, $"Neither audio nor video for {limits.MaxSilenceMs} ms.")
            : new RtmpEnd(RtmpEndReason.TooSlow, $"No publish within {limits.MaxMillisecondsToPublish} ms.");
    }

    private async Task<RtmpEnd> ServeAsync(ITimer timer, CancellationTokenSource stop)
    {
        while (true)
        {
            var read = await pipe.Input.ReadAsync(stop.Token);
            var (end, consumed) = await TakeAsync(read.Buffer, timer, stop);
            pipe.Input.AdvanceTo(consumed, read.Buffer.End);
            if (end is not null)
            {
                return end;
            }

            if (read.IsCompleted)
            {
                return new RtmpEnd(RtmpEndReason.Disconnected, "The peer closed the connection.");
            }
        }
    }

    private async ValueTask<(RtmpEnd? End, SequencePosition Consumed)> TakeAsync(ReadOnlySequence<byte> buffer, ITimer timer, CancellationTokenSource stop)
    {
        while (true)
        {
            var step = _session.Step(ref buffer, pipe.Output);
            RtmpEnd? end = null;
            switch (step)
            {
                case RtmpSessionStep.PublishAsked asked:
                    end = await PublishAsync(asked, timer, stop);
                    break;
                case RtmpSessionStep.Media media:
                    if (media.Tag.Kind != FlvTagKind.Script)
                    {
                        _place!.SawMedia(time.GetTimestamp());
                        timer.Change(TimeSpan.FromMilliseconds(limits.MaxSilenceMs), Timeout.InfiniteTimeSpan);
                    }

                    await CallSinkAsync(() => _sink!.TakeAsync(media.Tag, stop.Token), stop.Token);
                    break;
                case RtmpSessionStep.TrackMissing missing:
                    LogTrackMissing(logger, name, _place!.Room, missing.Missing);
                    await CallSinkAsync(() => _sink!.TrackMissingAsync(missing.Missing, stop.Token), stop.Token);
                    break;
                case RtmpSessionStep.Ended ended:
                    end = ended.End;
                    break;
                default:
                    await pipe.Output.FlushAsync(stop.Token);
                    return (null, buffer.Start);
            }

            if (end is not null)
            {
                await pipe.Output.FlushAsync(stop.Token);
                return (end, buffer.End);
            }
        }
    }

    private async ValueTask<RtmpEnd?> PublishAsync(RtmpSessionStep.PublishAsked asked, ITimer timer, CancellationTokenSource stop)
    {
        var verdict = PublishVerdict.Unknown;
        if (asked.App.Length <= limits.MaxKeyLength && asked.Key.Length <= limits.MaxKeyLength)
        {
            await CallSinkAsync(CheckAsync, stop.Token);
        }

        if (verdict.Room is not { } room)
        {
            return Refuse(verdict.Refusal, verdict.Code);
        }

        var publisher = new RtmpPublisher(room, verdict.KeyNumber, name, remote, Cut, () => _session.ClockRestarts);
        try
        {
            _place = await publishers.TakeAsync(room, () => Cancel(stop), stop.Token);
            await CallSinkAsync(OpenAsync, stop.Token);
        }
        catch (PublishRefusedException refused)
        {
            await CallSinkAsync(() => sinks.NoteRefusalAsync(publisher, refused.Message), stop.Token);
            return Refuse(refused.Message, refused.Code);
        }

        _session.Accept(pipe.Output);
        timer.Change(TimeSpan.FromMilliseconds(limits.MaxSilenceMs), Timeout.InfiniteTimeSpan);
        LogPublishing(logger, name, room);
        return null;

        async ValueTask OpenAsync() => _sink = await sinks.OpenAsync(publisher, stop.Token);
        async ValueTask CheckAsync() => verdict = await keys.CheckAsync(asked.App, asked.Key, remote, stop.Token);
        void Cut(RtmpEnd end)
        {
            Interlocked.CompareExchange(ref _cut, end, null);
            Cancel(stop);
        }
    }

    // A socket closed with unread bytes is reset, and a reset can overtake the answer that says why: so what still comes is read and dropped for a moment.
    private async Task LingerAsync(bool isRefused, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var timer = time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), stop, TimeSpan.FromMilliseconds(MaxLingerMs), Timeout.InfiniteTimeSpan);
        try
        {
            // Who finished closes by itself, after one more command or two.
            if (isRefused)
            {
                await pipe.Output.CompleteAsync();
            }

            var isCompleted = false;
            while (!isCompleted)
            {
                var read = await pipe.Input.ReadAsync(stop.Token);
                pipe.Input.AdvanceTo(read.Buffer.End);
                isCompleted = read.IsCompleted;
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // It is gone, or had its moment.
        }
    }

    private RtmpEnd Refuse(string why, string code)
    {
        _session.Refuse(pipe.Output, why);
        return new RtmpEnd(RtmpEndReason.Refused, why, code);
    }

    // What a sink throws, at once or later, is its own affair and must not look like the peer's fault.
    private static async ValueTask CallSinkAsync(Func<ValueTask> call, CancellationToken cancellation)
    {
        try
        {
            await call();
        }
        catch (Exception failed) when (failed is not PublishRefusedException && (failed is not OperationCanceledException || !cancellation.IsCancellationRequested))
        {
            throw new SinkException(failed);
        }
    }

    private async ValueTask LeaveAsync(RtmpEnd end)
    {
        try
        {
            if (_sink is not null)
            {
                await CallSinkAsync(() => _sink.EndAsync(end), CancellationToken.None);
            }
        }
        catch (SinkException failed)
        {
            LogSinkFailed(logger, name, failed.InnerException);
        }
        finally
        {
            _place?.Leave();
        }
    }

    private sealed class SinkException(Exception inner) : Exception("The sink failed.", inner);
}
