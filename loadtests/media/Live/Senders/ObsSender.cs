using System.Buffers;
using System.Net.Sockets;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Measures;
using CrossLive.Media.Rtmp;

namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>A camera, an encoder and OBS' output, all on the host's machine.</summary>
internal sealed class ObsSender : ILiveSender
{
    // What OBS has on Linux unless somebody has changed the machine.
    private const string CongestionControl = "cubic", Key = "obs";
    private const int LeastPictures = 60;
    private readonly ObsEncoder _encoder;
    private readonly ObsOutput _output;
    private readonly NetworkStream _input;
    private readonly NginxPlatform _platform;
    private readonly int _videoKbps;

    private ObsSender(ObsEncoder encoder, NginxPlatform platform, SourceClip clip, LiveStream stream)
    {
        (_encoder, _platform, _videoKbps) = (encoder, platform, stream.VideoKbps);
        _output = new ObsOutput(encoder, new PlainRtmpPublisher(new Uri(platform.AddressOf(Key)), CongestionControl), stream);
        _input = encoder.OpenInput();
        var bytes = new ArrayBufferWriter<byte>();
        FlvWriter.WriteHeader(bytes, hasAudio: true, hasVideo: true);
        Camera = new ClipPlayer(clip, tag =>
        {
            FlvWriter.WriteTag(bytes, tag);
            _input.Write(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        });
    }

    /// <inheritdoc/>
    public ClipPlayer Camera { get; }

    /// <summary>What came to the platform.</summary>
    public static IReadOnlyList<Recording> RecordingsAt(NginxPlatform platform) => platform.Watch.Of(Key);

    /// <summary>Starts it.</summary>
    public static async Task<ObsSender> StartAsync(NginxPlatform platform, SourceClip clip, LiveStream stream, CancellationToken cancellationToken)
    {
        var encoder = await ObsEncoder.StartAsync(stream, cancellationToken);
        try
        {
            return new ObsSender(encoder, platform, clip, stream);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task WhenWholeAsync(CancellationToken cancellationToken) => Patience.UntilAsync(
        () => Problem() is { } problem ? throw new SetupException(problem) : _platform.Watch.Pictures(Key) >= LeastPictures, Patience.Step, () => "OBS' pictures do not come.", cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedDecision>> WatchAsync(double beganMs, double untilMs, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, untilMs - LiveClock.NowMs)), cancellationToken);
        if (Problem() is { } problem)
        {
            throw new SetupException(problem);
        }

        var decisions = _output.Decisions;
        var firstBps = decisions.LastOrDefault(decision => decision.AtMs < beganMs)?.VideoBps ?? _videoKbps * 1_000;
        return [new LoggedDecision(0, firstBps, "Begin", "as it was"), .. decisions.Where(decision => decision.AtMs >= beganMs).Select(decision => decision with { AtMs = (long)(decision.AtMs - beganMs) })];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Camera.Dispose();
        _input.Dispose();
        _output.Dispose();
        _encoder.Dispose();
        return ValueTask.CompletedTask;
    }

    private string? Problem() => (_output.Failure, _encoder.Failure, Camera.Failure) switch
    {
        ({ } why, _, _) => $"OBS' connection ended: {why}",
        (_, { } why, _) => $"OBS' encoder ended: {why}",
        (_, _, { } why) => $"OBS' camera ended: {why}",
        _ => _encoder.OverloadDrops > 0 ? $"This machine is too slow for OBS' encoder: {_encoder.OverloadDrops} pictures left out." : null,
    };
}
