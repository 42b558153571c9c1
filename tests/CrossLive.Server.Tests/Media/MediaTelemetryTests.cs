using System.Net;
using CrossLive.Server.Tests.Processes;
using CrossLive.Server.Tests.Telemetry;

namespace CrossLive.Server.Tests.Media;

/// <summary>What a server says of its streams to a collector of metrics, while one comes in, goes out and is kept.</summary>
public sealed class MediaTelemetryTests(NginxRtmp nginx) : IClassFixture<NginxRtmp>, IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly OtlpCollector _collector = new();
    private StreamServer? _server;

    public Task InitializeAsync()
    {
        _server = new StreamServer(_collector.Settings);
        return _server.InitializeAsync();
    }

    public Task DisposeAsync() => _server!.DisposeAsync();

    public void Dispose()
    {
        _server?.Dispose();
        _collector.Dispose();
    }

    [WorkerFact]
    public async Task A_collector_is_told_of_a_stream_that_comes_in_goes_out_is_kept_and_ends_and_no_room_or_key_is_named()
    {
        using var room = _server!.NewRoom();
        await room.SetRecordedAsync(true);
        await room.SetDestinationAsync("one", nginx.AddressOf("one", "measured-key"));
        await room.SetDestinationAsync("strict", nginx.AddressOf("strict", "measured-key"));
        var key = await room.MakeKeyAsync();
        await using (var stranger = Ffmpeg.Publish(_server.AddressOf(room.Room + ".wrong")))
        {
            (await stranger.EndAsync()).ShouldNotBe(0);
        }

        await using var ffmpeg = Ffmpeg.Publish(_server.AddressOf(key));
        await room.WhenSentAsync("one", 30, () => ffmpeg.Said);
        await WhenAsync("crosslive.media.publishers{{publisher}}{}", value => value == 1);
        await WhenAsync("crosslive.media.ingest.refusals{{connection}}{error.type=key-unknown}", value => value == 1);
        await WhenAsync("crosslive.media.ingest.ends{{connection}}{crosslive.media.end.reason=refused}", value => value == 1);
        await WhenAsync("crosslive.media.ingest.pictures{{picture}}{}", value => value >= 30);
        await WhenAsync("crosslive.media.ingest.bytes{By}{}", value => value > 10_000);
        await WhenAsync("crosslive.media.destinations{{destination}}{crosslive.media.destination.state=live}", value => value == 1);
        await WhenAsync("crosslive.media.destinations{{destination}}{crosslive.media.destination.state=refused}", value => value == 1);
        await WhenAsync("crosslive.media.worker.restarts{{restart}}{crosslive.media.worker.role=relay,error.type=refused-key}", value => value >= 1);
        await WhenAsync("crosslive.media.egress.bytes{By}{}", value => value > 10_000);
        await WhenAsync("crosslive.media.egress.waiting{s}{}", value => value >= 1);
        await WhenAsync("crosslive.media.recording.bytes{By}{}", value => value > 10_000);
        (await room.SetDestinationAsync("strict", nginx.AddressOf("strict", "measured-key"), enabled: false)).Status.ShouldBe(HttpStatusCode.NoContent);
        await WhenAsync("crosslive.media.destinations{{destination}}{crosslive.media.destination.state=off}", value => value == 1);

        ProcessSignal.Send(WorkerProgram.Of(_server.Process.Id, "encoder", room.Room)[0], ProcessSignal.Kill);
        await WhenAsync("crosslive.media.worker.restarts{{restart}}{crosslive.media.worker.role=encoder,error.type=killed}", value => value == 1);
        await ffmpeg.FinishAsync();
        await WhenAsync("crosslive.media.ingest.ends{{connection}}{crosslive.media.end.reason=finished}", value => value == 1);
        await WhenAsync("crosslive.media.publishers{{publisher}}{}", value => value == 0);
        await WhenAsync("crosslive.media.egress.slate{s}{crosslive.media.slate.reason=host-away}", value => value > 0.5);
        await room.RemoveDestinationAsync("one");
        await WhenAsync("crosslive.media.destinations{{destination}}{crosslive.media.destination.state=live}", value => value == 0);

        // A series for each room or key would grow for ever, and be read by who has no business with it.
        _collector.Series.Keys.Where(name => name.StartsWith("crosslive.media.", StringComparison.Ordinal)).ShouldAllBe(name =>
            !name.Contains(room.Room, StringComparison.Ordinal) && !name.Contains("measured-key", StringComparison.Ordinal) && !name.Contains(key, StringComparison.Ordinal));
    }

    private Task WhenAsync(string series, Func<double, bool> holds) => Eventually.HoldsAsync(
        () => holds(_collector[series]),
        Patience,
        () => $"{series} is {_collector[series]}. {string.Join('\n', _collector.Series.Where(each => each.Key.StartsWith("crosslive.media", StringComparison.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal))}");
}
