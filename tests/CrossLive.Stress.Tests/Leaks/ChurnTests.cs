using System.Net.Sockets;
using CrossLive.Fanout.Tests.Paths;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Stress.Tests.Connections;
using Shouldly;
using Xunit;

namespace CrossLive.Stress.Tests.Leaks;

public sealed class ChurnTests
{
    private const int AtOnce = 64;

    // What the pools of a process that has served thousands keep, and another run's noise.
    private const long MaxHeapLeftBytes = 16L * 1024 * 1024;
    private const int MaxFilesLeft = 40;

    [Theory]
    [InlineData(ServerPath.Direct, 20_000)]
    [InlineData(ServerPath.Standard, 2_000)]
    public async Task Of_tens_of_thousands_of_short_connections_nothing_is_left(ServerPath path, int connections)
    {
        await using var server = await HubServer.StartAsync(path, ("CrossLive:Gateway:ConnectsPerSecond", "1000000"));
        var room = await server.OpenAsync("churn");
        using var stop = new CancellationTokenSource();
        var publishing = Publisher.ChatOnAsync(room, 1, "m", [], stop.Token);
        var token = server.Token("churn");

        // Pools fill before it is measured what is there.
        await ChurnAsync(server, token, 1_000);
        await ShouldBeEmptyAsync(server);
        var (heapBefore, filesBefore) = (Heap(), Files());

        await ChurnAsync(server, token, connections * StressRun.Factor);

        await ShouldBeEmptyAsync(server);
        await stop.CancelAsync();
        await publishing;
        await Eventually.HoldsAsync(() => Files() - filesBefore <= MaxFilesLeft, "sockets to be closed");
        (Heap() - heapBefore).ShouldBeLessThan(MaxHeapLeftBytes);

        // And it still serves.
        using var viewer = new CheckingClient(server, "churn", "after");
        await viewer.JoinAsync();
        await viewer.ReadToAsync(await Publisher.ChatAsync(room, 3)).WaitAsync(StressRun.Patience);
    }

    private static Task ChurnAsync(HubServer server, string token, int connections) => Parallel.ForEachAsync(
        Enumerable.Range(0, connections),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (i, _) => await ComeAndGoAsync(server, token, new Random((StressRun.Seed * 1_000_003) + i)).WaitAsync(StressRun.Patience, CancellationToken.None));

    // As far as each comes, and how it ends, is drawn.
    private static async Task ComeAndGoAsync(HubServer server, string token, Random random)
    {
        using var client = await RawClient.OpenAsync(server.Address);
        try
        {
            switch (random.Next(8))
            {
                case 0:
                    // No word at all.
                    break;
                case 1:
                    await client.SendAsync("GET /hubs/ro"u8.ToArray());
                    break;
                case 2:
                    await client.RequestAsync(server.Address, token);
                    break;
                case 3:
                    await client.RequestAsync(server.Address, token);
                    await client.ReadHeadAsync();
                    break;
                case 4:
                    await client.RequestAsync(server.Address, token);
                    await client.ReadHeadAsync();
                    await client.SendAsync(RawClient.HandshakeFrame);
                    break;
                default:
                    await client.RequestAsync(server.Address, token);
                    await client.ReadHeadAsync();
                    await client.SendAsync(RawClient.HandshakeFrame.Concat(RawClient.TextFrame(RawClient.JoinCall("churn"))).ToArray());
                    for (var messages = random.Next(4); messages > 0; messages--)
                    {
                        await client.ReadMessagesAsync();
                    }

                    break;
            }

            if (random.Next(4) == 0)
            {
                await client.SendAsync(RawClient.Frame(8, [0x03, 0xE8]));
                client.Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is SocketException or EndOfStreamException)
        {
            // The server was quicker.
        }

        if (random.Next(3) > 0)
        {
            client.Reset();
        }
    }

    private static Task ShouldBeEmptyAsync(HubServer server) => Eventually.HoldsAsync(
        () => (server.Direct.Count, server.Door.Connections, server.Feeds.Viewers) == (0, 0, 0),
        "every connection's end");

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int Files() => Directory.GetFiles("/proc/self/fd").Length;
}
