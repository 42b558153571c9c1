using System.Net;
using System.Text;
using CrossLive.Gateway.Tests.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Hubs;

public sealed class ConnectionEndTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RoomServer _server = shared.Server;

    [Fact]
    public async Task A_viewer_whose_token_runs_out_is_cut_and_told_to_get_a_new_one()
    {
        await _server.OpenAsync("expiry");
        await using var viewer = await _server.ConnectAsync(_server.Token("expiry", lifetime: TimeSpan.FromSeconds(2)), WireProtocol.MessagePack);
        await using var other = await _server.JoinAsync("expiry", person: "other");
        (await viewer.JoinAsync("expiry")).Ok.ShouldBeTrue();

        await viewer.Closed.WaitAsync(Eventually.Patience);

        viewer.Bye.ShouldBe(ByeMessage.Of(DisconnectCode.TokenExpired, 0));
        (await other.ChatAsync("still here")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_good_token_no_connection_stands()
    {
        var good = _server.Token("r");
        var parts = good.Split('.');
        var none = Encode("""{"alg":"none","typ":"JWT"}""");
        foreach (var token in new[]
        {
            string.Empty,
            "nonsense",
            $"{none}.{parts[1]}.",
            $"{none}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{Encode("another signature")}",
            $"{parts[0]}.{Encode("""{"sub":"v1","room":"*","role":"operator","iss":"crosslive","aud":"crosslive","exp":4102444800}""")}.{parts[2]}",
            _server.Token("r", lifetime: TimeSpan.FromMinutes(-1)),
        })
        {
            var failure = await Should.ThrowAsync<HttpRequestException>(() => _server.ConnectAsync(token));
            failure.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, token);
        }
    }

    [Fact]
    public async Task A_token_that_names_no_room_is_good_for_nothing()
    {
        var failure = await Should.ThrowAsync<HttpRequestException>(() => _server.ConnectAsync(_server.Token("not a room!")));

        failure.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_process_that_is_told_to_stop_tells_its_viewers_to_come_back(WireProtocol protocol)
    {
        // As with SIGTERM: the application's lifetime is told first, and the host stops its services after.
        var server = await RoomServer.StartAsync();
        await server.OpenAsync("stopping");
        await using var viewer = await server.JoinAsync("stopping", protocol);

        server.Lifetime.StopApplication();
        await viewer.Closed.WaitAsync(Eventually.Patience);
        await server.DisposeAsync();

        viewer.Bye.ShouldNotBeNull().Code.ShouldBe(DisconnectCode.ShuttingDown);
        viewer.Bye!.RetryMs.ShouldBeInRange(0, 2_000);
    }

    [Fact]
    public async Task Connections_that_come_and_go_leave_no_viewer_behind()
    {
        var room = await _server.OpenAsync("churn");
        var before = _server.Feeds.Viewers;

        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            await using var viewer = await _server.ConnectAsync(_server.Token("churn", person: $"p{i}"), (WireProtocol)(i % 2));
            var joining = viewer.JoinAsync("churn");
            if (i % 3 != 0)
            {
                (await joining).Ok.ShouldBeTrue();
            }
            else
            {
                // Gone before the answer.
                joining.Ignore();
            }
        });

        await Eventually.HoldsAsync(() => _server.Feeds.Viewers <= before, "every place to be given back");
        (await room.InspectAsync()).Gateways.ShouldBe(1);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
