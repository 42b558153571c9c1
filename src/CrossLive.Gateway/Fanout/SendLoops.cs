using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Fanout;

/// <summary>The process' send loops; each room's viewers are spread over all of them.</summary>
internal sealed class SendLoops : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly SendLoop[] _loops;
    private readonly SendCrew? _crew;

    /// <summary>Starts them.</summary>
    public SendLoops(IOptions<GatewayOptions> options, TimeProvider time)
    {
        _options = options.Value;

        // On half of the cores: on two, a second loop made each send a third dearer in one run, and cheaper in a later one (loadtests/README.md). Not settled.
        var count = _options.SendLoops > 0 ? _options.SendLoops : Math.Max(1, Environment.ProcessorCount / 2);
        _crew = _options.BatchSends ? SendCrew.TryCreate() : null;
        _loops = [.. Enumerable.Range(0, count).Select(i => new SendLoop($"crosslive-send-{i}", time, _options.BatchSends, _crew))];
    }

    /// <summary>A lane on each loop for a room's viewers.</summary>
    public SendLane[] CreateLanes(RoomFeed feed) =>
        [.. _loops.Select(loop => new SendLane(feed, loop, new TickPacer(TimeSpan.FromMilliseconds(_options.TickMs), TimeSpan.FromMilliseconds(_options.MaxTickMs))))];

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(_loops, loop => loop.Dispose());
        _crew?.Dispose();
    }
}
