using CrossLive.Media.Fragments;
using CrossLive.Media.Preview;
using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Recording;

/// <summary>
/// Keeps one publisher's stream on disk, as long as the room or the server wants that. It reads the stream as one who watches does, so a disk that is slow or full holds
/// nobody up: what waits for it is bounded, at the limit the recording goes on with the next keyframe, and a disk that takes nothing at all ends it.
/// </summary>
#pragma warning disable CA1001 // Its loop disposes what it has when it ends.
internal sealed partial class RoomRecorder
#pragma warning restore CA1001
{
    private const string Stopped = "stopped";

    private const int AskEachMs = 1_000, RetryMs = 10_000;

    private static readonly PreviewLimits Waiting = new() { MaxWaitingBytes = 64 * 1024 * 1024, MaxWaitingMs = 10_000, MaxSkips = int.MaxValue };

    private readonly string _room;
    private readonly StreamFeed _feed;
    private readonly IMediaSessionGrain _grain;
    private readonly RecordingOptions _options;
    private readonly RecordingStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private volatile RecordingState _state = new("off", null, null, 0);
    private int _gaps;

    public RoomRecorder(string room, StreamFeed feed, IMediaSessionGrain grain, RecordingOptions options, RecordingStore store, TimeProvider time, ILogger logger) =>
        (_room, _feed, _grain, _options, _store, _time, _logger) = (room, feed, grain, options, store, time, logger);

    public StreamFeed Feed => _feed;

    public RecordingState State => _state;

    /// <summary>Its loop. Never fails.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public void Start() => Running = RunAsync();

    /// <summary>The stream has ended; what waits is written first. To be called after the feed's end.</summary>
    public Task EndAsync()
    {
        if (!_ended.IsCancellationRequested)
        {
            _ended.Cancel();
        }

        return Running;
    }

    private async Task RunAsync()
    {
        var (writing, off) = (Task.CompletedTask, new CancellationTokenSource());
        var notBefore = _time.GetTimestamp();
        try
        {
            while (!_ended.IsCancellationRequested)
            {
                var isWanted = await AskAsync();
                if (!isWanted && !writing.IsCompleted)
                {
                    await off.CancelAsync();
                    await writing;
                }
                else if (isWanted && writing.IsCompleted && _time.GetTimestamp() >= notBefore)
                {
                    off.Dispose();
                    off = new CancellationTokenSource();
                    notBefore = _time.GetTimestamp() + (RetryMs * _time.TimestampFrequency / 1_000);
                    writing = WriteAsync(off.Token);
                }
                else if (!isWanted && writing.IsCompleted)
                {
                    notBefore = _time.GetTimestamp();
                    _state = new RecordingState("off", null, null, _gaps);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(AskEachMs), _time, _ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The publisher has ended.
        }

        await writing;
        off.Dispose();
        _ended.Dispose();
    }

    // A grain that moves answers again in a moment; until then it stays as it is.
    private async Task<bool> AskAsync()
    {
        try
        {
            return await _grain.IsRecordedAsync() ?? _options.Enabled;
        }
#pragma warning disable CA1031 // A grain that moves shows in many exceptions.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotAsked(_logger, _room, exception);
            return _state.State is not "off" || _options.Enabled;
        }
    }

    private async Task WriteAsync(CancellationToken off)
    {
        if (_feed.OpenOwn(Waiting, takesSoundAlone: true) is not { } opened)
        {
            return;
        }

        using var reader = opened;
        var maker = new FragmentMaker(new FragmentLimits { MaxFileMs = _options.MaxFileMs }, () => _time.GetUtcNow().ToUnixTimeMilliseconds());
        RecordingFile? file = null;
        // A try tells nobody that the trouble is over.
        _state = _state.State == Stopped ? _state with { Gaps = _gaps } : new RecordingState("waiting", null, null, _gaps);
        try
        {
            var gapsBefore = _gaps;
            var newestMs = 0u;
            try
            {
                while (await reader.NextAsync(off) is { } tags)
                {
                    newestMs = tags[^1].TimestampMs;
                    _gaps = gapsBefore + reader.Skips;
                    foreach (var tag in tags)
                    {
                        file = await KeepAsync(file, maker.Take(tag), newestMs);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // It is not wanted any more.
            }

            file = await KeepAsync(file, maker.Finish(), newestMs);
            if (reader.Cut.IsCancellationRequested)
            {
                throw new RecordingStoppedException($"The disk took nothing for longer than {Waiting.MaxWaitingMs / 1_000} s.", RecordingStoppedException.Slow);
            }

            _state = new RecordingState("off", null, null, _gaps);
        }
        catch (RecordingStoppedException stopped)
        {
            _state = new RecordingState(Stopped, null, stopped.Message, _gaps);
            MediaTelemetry.CountRecordingFailure(stopped.Code);
            LogStopped(_logger, _room, stopped.Message);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private async Task<RecordingFile?> KeepAsync(RecordingFile? file, IReadOnlyList<Mp4Piece> pieces, uint newestMs)
    {
        foreach (var piece in pieces)
        {
            if (piece is Mp4Piece.Head head)
            {
                file?.Dispose();
                // The newest tag has just come in; the file's first picture did so earlier by as much as their times say.
                var sinceMs = Math.Max(0, unchecked((int)(newestMs - (uint)head.AtMs)));
                file = null;
                file = await _store.BeginAsync(_room, _time.GetUtcNow().ToUnixTimeMilliseconds() - sinceMs, head);
            }
            else if (file is not null)
            {
                await file.WriteAsync(piece);
                if (_state.Id != file.Id)
                {
                    _state = new RecordingState("recording", file.Id, null, _gaps);
                    LogBegan(_logger, _room, file.Id);
                }
            }
        }

        if (file is not null && _state.Gaps != _gaps)
        {
            _state = _state with { Gaps = _gaps };
        }

        return file;
    }

    [LoggerMessage(5050, LogLevel.Information, "Room '{Room}': its stream is recorded as {Id}")]
    private static partial void LogBegan(ILogger logger, string room, string id);

    [LoggerMessage(5051, LogLevel.Warning, "Room '{Room}': its recording stopped, and is tried again within ten seconds: {Problem}")]
    private static partial void LogStopped(ILogger logger, string room, string problem);

    [LoggerMessage(5052, LogLevel.Debug, "Room '{Room}': whether it is recorded could not be asked; asked again in a second")]
    private static partial void LogNotAsked(ILogger logger, string room, Exception exception);
}
