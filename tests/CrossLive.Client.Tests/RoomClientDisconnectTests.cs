using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.Extensions.Time.Testing;

namespace CrossLive.Client.Tests;

public class RoomClientDisconnectTests
{
    [Theory]
    [InlineData(DisconnectCode.ShuttingDown)]
    [InlineData(DisconnectCode.TooSlow)]
    [InlineData(DisconnectCode.RoomUnavailable)]
    [InlineData(DisconnectCode.Full)]
    [InlineData(3_400)]
    public async Task Codes_that_say_come_back_are_obeyed_after_the_pause_they_ask_for(int code)
    {
        await using var server = await UnrulyServer.StartAsync();
        var time = new FakeTimeProvider();
        var tokens = 0;
        var options = Leaping(server.Options(), time) with
        {
            TokenProvider = _ => ValueTask.FromResult<string?>($"token {Interlocked.Increment(ref tokens)}"),
        };
        await using var client = new RoomClient(options);
        await Eventually.InTimeAsync(client.ConnectAsync());

        server.Room.Send(HubMethods.Bye, ByeMessage.Of(code, 60_000));
        await PassUntilAsync(time, TimeSpan.FromSeconds(1), () => client.Status.State == RoomConnectionState.Waiting);

        client.Status.Code.ShouldBe(code);
        client.Status.RetryIn!.Value.ShouldBeInRange(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        server.Room.Connections.Count.ShouldBe(1);
        await PassUntilAsync(time, TimeSpan.FromSeconds(61), () => client.Status.State == RoomConnectionState.Joined);
        server.Room.Joins.Last().Sequence.ShouldBe(0);
        tokens.ShouldBe(2);
    }

    [Theory]
    [InlineData(DisconnectCode.Misuse)]
    [InlineData(DisconnectCode.Replaced)]
    [InlineData(3_700)]
    public async Task Codes_that_say_stay_away_end_the_client_and_everything_that_waits_for_it(int code)
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnCommand = _ => Fault.NeverAnswered;
        var time = new FakeTimeProvider();
        await using var client = new RoomClient(Leaping(server.Options(), time));
        await using var reader = new Reader(client);
        await Eventually.InTimeAsync(client.ConnectAsync());
        var waiting = client.ChatAsync("never answered");
        await Eventually.HoldsAsync(() => server.Room.Calls.Count == 1);

        server.Room.Send(HubMethods.Bye, ByeMessage.Of(code, 0));
        await PassUntilAsync(time, TimeSpan.FromSeconds(1), () => client.Status.State == RoomConnectionState.Ended);

        (await Should.ThrowAsync<RoomEndedException>(Eventually.InTimeAsync(waiting))).Code.ShouldBe(code);
        await Eventually.InTimeAsync(reader.Completion);
        await Should.ThrowAsync<RoomEndedException>(client.ChatAsync("too late"));
        await Should.ThrowAsync<RoomEndedException>(client.ConnectAsync());
        server.Room.Connections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_goodbye_in_place_of_the_joins_answer_counts()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnJoin = (_, _) => new Instead(null, IsCut: true, Bye: ByeMessage.Of(DisconnectCode.Misuse, 0));
        await using var client = new RoomClient(server.Options());

        var ended = await Should.ThrowAsync<RoomEndedException>(Eventually.InTimeAsync(client.ConnectAsync()));

        // The cut can overtake the goodbye: then another join is tried, and says the same.
        ended.Code.ShouldBe(DisconnectCode.Misuse);
    }

    [Fact]
    public async Task An_expired_token_is_replaced_by_a_new_one()
    {
        await using var server = await UnrulyServer.StartAsync();
        var tokens = 0;
        var time = new FakeTimeProvider();
        await using var client = new RoomClient(Leaping(server.Options(), time) with { TokenProvider = _ => ValueTask.FromResult<string?>($"{++tokens}") });
        await Eventually.InTimeAsync(client.ConnectAsync());
        server.Room.TakesToken = token => token == "2";

        server.Room.Send(HubMethods.Bye, ByeMessage.Of(DisconnectCode.TokenExpired, 0));
        await PassUntilAsync(time, TimeSpan.FromSeconds(1), () => server.Room.Joins.Count == 2 && client.Status.State == RoomConnectionState.Joined);

        tokens.ShouldBe(2);
    }

    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_server_that_takes_no_token_is_given_up_after_three(WireProtocol protocol)
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.TakesToken = _ => false;
        var tokens = 0;
        await using var client = new RoomClient(server.Options(protocol) with { TokenProvider = _ => ValueTask.FromResult<string?>($"{++tokens}") });

        var ended = await Should.ThrowAsync<RoomEndedException>(Eventually.InTimeAsync(client.ConnectAsync()));

        ended.Reason.ShouldBe("unauthorized");
        tokens.ShouldBe(ReconnectPolicy.MaxRefusedTokens);
    }

    [Fact]
    public async Task A_refused_join_ends_the_client_unless_waiting_helps()
    {
        await using var server = await UnrulyServer.StartAsync();
        server.Room.OnJoin = (number, _) => number switch
        {
            1 => new Instead(new JoinReply(false, Code: Rejection.RoomUnavailable)),
            2 => new Instead(new JoinReply(false, Code: Rejection.RoomUnknown, RetryMs: 1)),
            _ => new Instead(new JoinReply(false, Code: Rejection.NotAllowed)),
        };
        await using var client = new RoomClient(server.Options());

        var ended = await Should.ThrowAsync<RoomEndedException>(Eventually.InTimeAsync(client.ConnectAsync()));

        ended.Reason.ShouldBe(Rejection.NotAllowed);
        server.Room.Joins.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_token_provider_that_fails_is_asked_again()
    {
        await using var server = await UnrulyServer.StartAsync();
        var asked = 0;
        await using var client = new RoomClient(server.Options() with
        {
            TokenProvider = _ => ++asked < 3 ? throw new InvalidOperationException("no token yet") : ValueTask.FromResult<string?>("token"),
        });

        await Eventually.InTimeAsync(client.ConnectAsync());

        asked.ShouldBe(3);
    }

    [Fact]
    public async Task Every_state_is_told_in_order_and_a_callback_that_throws_does_no_harm()
    {
        await using var server = await UnrulyServer.StartAsync();
        var states = new List<RoomConnectionState>();
        var client = new RoomClient(server.Options() with
        {
            OnStatus = status =>
            {
                states.Add(status.State);
                throw new InvalidOperationException("the caller's mistake");
            },
        });
        await Eventually.InTimeAsync(client.ConnectAsync());
        await Eventually.HoldsAsync(() => client.Status.State == RoomConnectionState.Joined);
        server.Room.CutEverybody();
        await Eventually.HoldsAsync(() => server.Room.Joins.Count == 2 && client.Status.State == RoomConnectionState.Joined);
        await client.DisposeAsync();

        states.ShouldBe([
            RoomConnectionState.Connecting, RoomConnectionState.Joined, RoomConnectionState.Waiting,
            RoomConnectionState.Connecting, RoomConnectionState.Joined, RoomConnectionState.Ended]);
    }

    // The clock is moved by leaps; none of them must look like a slow server. A server that says goodbye here leaves the hanging up to the client:
    // a cut can overtake the goodbye.
    private static RoomClientOptions Leaping(RoomClientOptions options, FakeTimeProvider time) => options with
    {
        Time = time,
        ConnectTimeout = TimeSpan.FromDays(1),
        AnswerTimeout = TimeSpan.FromDays(1),
        CommandTimeout = TimeSpan.FromDays(1),
    };

    private static Task PassUntilAsync(FakeTimeProvider time, TimeSpan step, Func<bool> state) => Eventually.HoldsAsync(() =>
    {
        time.Advance(step);
        return state();
    });
}
