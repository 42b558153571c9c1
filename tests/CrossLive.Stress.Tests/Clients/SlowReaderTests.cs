using System.Diagnostics.Metrics;
using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Clients;

public sealed class SlowReaderTests
{
    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task A_client_that_reads_a_trickle_is_moved_to_a_snapshot_once_then_cut_and_others_get_everything(ServerPath path)
    {
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:RingEvents", "5000"));
        var room = await server.OpenAsync("slow");
        using var cuts = new CutCounter();
        using var healthy = new CheckingClient(server, "slow", "healthy");
        using var slow = new CheckingClient(server, "slow", "slow");
        await healthy.JoinAsync();
        await slow.ConnectAsync(receiveBufferBytes: 4_096);
        await slow.ReadOnceAsync();
        using var stop = new CancellationTokenSource();
        var publishing = Publisher.ChatOnAsync(room, 500, new string('x', 200), [healthy], stop.Token);
        var reading = healthy.ReadAsync(() => stop.IsCancellationRequested);

        await TrickleAsync(slow, untilResets: 1);
        await TrickleAsync(slow, untilResets: int.MaxValue);
        await stop.CancelAsync();
        var last = await publishing;
        await reading.WaitAsync(StressRun.Patience);
        await healthy.ReadToAsync(last).WaitAsync(StressRun.Patience);

        slow.Resets.ShouldBe(1);
        (slow.Bye ?? DisconnectCode.TooSlow).ShouldBe(DisconnectCode.TooSlow);
        cuts.Of(DisconnectCode.TooSlow).ShouldBe(1);
        healthy.Resets.ShouldBe(0);
        await Eventually.HoldsAsync(() => server.Feeds.Viewers == 1 && server.Door.Connections == 1, "the slow one's end");
    }

    // A frame now and then: far less than is published.
    private static async Task TrickleAsync(CheckingClient slow, int untilResets)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        try
        {
            while (slow.Resets < untilResets)
            {
                await slow.ReadOnceAsync().WaitAsync(StressRun.Patience);
                await pause.WaitForNextTickAsync();
            }
        }
        catch (EndOfStreamException)
        {
            // Cut.
        }
    }

    // What the server says that it did: a client that is slow may not come to read it.
    private sealed class CutCounter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _cuts = new(StringComparer.Ordinal);

        public CutCounter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "crosslive.gateway.cuts")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                lock (_cuts)
                {
                    var reason = (string)tags[0].Value!;
                    _cuts[reason] = _cuts.GetValueOrDefault(reason) + value;
                }
            });
            _listener.Start();
        }

        public long Of(int code)
        {
            lock (_cuts)
            {
                return _cuts.GetValueOrDefault(DisconnectCode.NameOf(code));
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
