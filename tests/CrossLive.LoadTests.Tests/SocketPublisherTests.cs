using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Publishing;
using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.WebSockets;
using CrossLive.LoadTests.Swarm.Wire;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.LoadTests.Tests;

public sealed class SocketPublisherTests
{
    [Fact]
    public async Task A_publisher_that_waits_for_the_others_turns_says_now_and_then_that_it_is_there()
    {
        using var server = new ScriptedServer();
        var time = new FakeTimeProvider();
        var connecting = SocketPublisher.ConnectAsync(server.Plan.Servers[0], ["/"], () => SignalRJson.CrossLive("room"), isJoining: false, _ => [], CancellationToken.None, time);
        await server.AcceptAsync();
        var hello = SignalRJson.CrossLive("room").Hello!;
        (await server.ReceiveAsync(hello.Length)).Length.ShouldBe(hello.Length);
        await server.SendAsync(ServerFrame.Of(Opcode.Text, "{}\u001e"u8));
        using var publisher = await connecting;

        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromMicroseconds(SwarmLoop.KeepAliveUs));
            (await server.ReceiveAsync(HubCalls.JsonPing.Length)).ShouldBe(HubCalls.JsonPing);
        }

        publisher.Problems.ShouldBeEmpty();
    }
}
