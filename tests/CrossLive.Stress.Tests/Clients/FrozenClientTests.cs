using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Rooms;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Clients;

public sealed class FrozenClientTests
{
    // Ten seconds of stall are over after one.
    private const int TimeFactor = 10;
    private const int Frozen = 20;

    [Theory]
    [InlineData(ServerPath.Direct)]
    [InlineData(ServerPath.Standard)]
    public async Task Clients_that_read_nothing_are_cut_hold_little_memory_and_leave_nothing_while_others_get_everything(ServerPath path)
    {
        await using var server = await HubServer.StartAsync(path, new FastTime(TimeFactor));
        var room = await server.OpenAsync("frozen");
        using var healthy = new CheckingClient(server, "frozen", "healthy");
        await healthy.JoinAsync();
        var frozen = new List<RawClient>();
        for (var i = 0; i < Frozen; i++)
        {
            frozen.Add(await RawClient.JoinAsync(server.Address, server.Token("frozen", person: $"f{i}"), "frozen", receiveBufferBytes: 4_096));
        }

        await Eventually.HoldsAsync(() => server.Feeds.Viewers == Frozen + 1, "everybody to be in the room");
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);

        // Until the kernel's buffers are full, too: without our own output they grow to megabytes. Queues of all that would hold hundreds.
        using var stop = new CancellationTokenSource();
        var publishing = Publisher.ChatOnAsync(room, 200, new string('x', 400), [healthy], stop.Token);
        var reading = healthy.ReadAsync(() => server.Feeds.Viewers == 1);
        long heap = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: true) - heapBefore);
                return server.Feeds.Viewers == 1;
            },
            "the frozen ones to be cut");
        await reading.WaitAsync(StressRun.Patience);
        await stop.CancelAsync();
        await healthy.ReadToAsync(await publishing).WaitAsync(StressRun.Patience);

        healthy.Resets.ShouldBe(0);
        heap.ShouldBeLessThan(64L * 1024 * 1024);
        await Eventually.HoldsAsync(() => server.Door.Connections == 1 && server.Direct.Count == (path == ServerPath.Direct ? 1 : 0), "their connections' end");
        frozen.ForEach(client => client.Dispose());
    }

    // SignalR's own transports end it as well, by their own clock: after ten seconds.
    [Fact]
    public async Task A_client_that_asks_on_and_on_and_does_not_read_the_answers_is_ended()
    {
        await using var server = await HubServer.StartAsync(ServerPath.Direct, new FastTime(TimeFactor));
        await server.OpenAsync("asking");
        using var client = await RawClient.JoinAsync(server.Address, server.Token("asking"), "asking", receiveBufferBytes: 4_096);
        await Eventually.HoldsAsync(() => server.Feeds.Viewers == 1, "the client to be in the room");

        // Until the server reads no more, for its answers do not leave; then the client waits, and keeps its connection.
        var call = RawClient.TextFrame($$"""{"type":1,"invocationId":"{{new string('9', 5_000)}}","target":"time","arguments":[{"c":1}]}""");
        while (await IsSentAsync(client, call))
        {
        }

        await Eventually.HoldsAsync(() => server.Door.Connections == 0 && server.Direct.Count == 0 && server.Feeds.Viewers == 0, "its end");
    }

    // False where the server takes no more of it, or has ended the connection.
    private static async Task<bool> IsSentAsync(RawClient client, byte[] bytes)
    {
        try
        {
            await client.SendAsync(bytes).WaitAsync(TimeSpan.FromMilliseconds(500));
            return true;
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or TimeoutException)
        {
            return false;
        }
    }
}
