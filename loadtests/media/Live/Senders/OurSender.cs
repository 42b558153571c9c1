using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>A camera that publishes over a clean way to the product as it ships, and the product's one destination.</summary>
internal sealed class OurSender : ILiveSender
{
    private const string Room = "traces", Destination = "narrow";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2), Tick = TimeSpan.FromMilliseconds(200);
    private readonly LiveServer _server;
    private readonly RoomApi _room;
    private readonly PlainRtmpPublisher _publisher;
    private readonly LiveStream _stream;

    private OurSender(LiveServer server, RoomApi room, PlainRtmpPublisher publisher, SourceClip clip, LiveStream stream)
    {
        (_server, _room, _publisher, _stream) = (server, room, publisher, stream);
        Camera = new ClipPlayer(clip, publisher.Write);
    }

    /// <inheritdoc/>
    public ClipPlayer Camera { get; }

    /// <summary>What came to the platform.</summary>
    public static IReadOnlyList<Recording> RecordingsAt(NginxPlatform platform) => platform.Watch.Of(Destination);

    /// <summary>Starts it.</summary>
    public static async Task<OurSender> StartAsync(NginxPlatform platform, SourceClip clip, LiveStream stream, CancellationToken cancellationToken)
    {
        var server = new LiveServer(new Dictionary<string, string>(StringComparer.Ordinal));
        try
        {
            await server.StartAsync(cancellationToken);
            var room = server.Room(Room);
            await room.SetAdaptiveDestinationAsync(Destination, platform.AddressOf(Destination), stream.VideoKbps, delayBudgetMs: null, cancellationToken);
            var publisher = new PlainRtmpPublisher(new Uri(server.AddressOf(await room.MakeKeyAsync(cancellationToken))), congestionControl: null);
            return new OurSender(server, room, publisher, clip, stream);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task WhenWholeAsync(CancellationToken cancellationToken)
    {
        await _room.WhenSentAsync(Destination, 30, cancellationToken);
        var whole = FormattableString.Invariant($"{Math.Min(_stream.WidthPx, _stream.HeightPx)}p");
        await _room.WhenAsync(Destination, one => one.GetProperty("rendition").GetString() == whole, Patience.Step, cancellationToken);
        for (var beganMs = LiveClock.NowMs; await _room.DecisionsAsync(Destination, cancellationToken) is not [.., { VideoKbps: var kbps }] || kbps < _stream.VideoKbps; await Task.Delay(Tick, cancellationToken))
        {
            if (LiveClock.NowMs - beganMs > Patience.Step.TotalMilliseconds)
            {
                throw new SetupException("The product does not send its highest rate over a wide link.");
            }
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedDecision>> WatchAsync(double beganMs, double untilMs, CancellationToken cancellationToken)
    {
        // The server keeps the newest 200 only.
        var seen = new Dictionary<SeenDecision, SeenDecision>();
        do
        {
            foreach (var decision in await _room.DecisionsAsync(Destination, cancellationToken))
            {
                seen.TryAdd(decision, decision);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(untilMs - LiveClock.NowMs, 1, LookEvery.TotalMilliseconds)), cancellationToken);
        }
        while (LiveClock.NowMs < untilMs);
        if (Camera.Failure is { } why)
        {
            throw new SetupException($"The product cut its publisher: {why}");
        }

        var beganUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - (LiveClock.NowMs - beganMs);
        LoggedDecision[] all = [.. seen.Values.OrderBy(each => each.AtUnixMs)
            .Select(each => new LoggedDecision((long)(each.AtUnixMs - beganUnixMs), each.IsSlate ? 0 : each.VideoKbps * 1_000.0, each.Reason, each.Explanation))];
        var firstBps = all.LastOrDefault(decision => decision.AtMs < 0)?.VideoBps ?? _stream.VideoKbps * 1_000;
        return [new LoggedDecision(0, firstBps, "Begin", "as it was"), .. all.Where(decision => decision.AtMs >= 0)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Camera.Dispose();
        _publisher.Dispose();
        await _server.DisposeAsync();
    }
}
