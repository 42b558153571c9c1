using CrossLive.Gateway;
using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Edges;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Edge.Tests.Commands;

public sealed class UpstreamInboxTests
{
    private readonly KeyedRoom _room = new();

    [Fact]
    public async Task Commands_that_gather_go_in_one_call_and_keep_their_order()
    {
        var first = new HeldCall(_room);
        await using var inbox = Inbox(first.BatchAsync);
        var held = inbox.SendAsync(Chat(0, "first"));
        await first.Begun;
        var gathered = Enumerable.Range(1, 500).Select(i => inbox.SendAsync(Chat(i, "next"))).ToArray();

        first.Answer();

        await Task.WhenAll([held, .. gathered]);
        _room.Calls.ShouldBe([500]);
        _room.Done.ShouldBe(Enumerable.Range(1, 500).Select(i => $"k{i}"));
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_happens_twice_where_calls_and_answers_are_lost()
    {
        var random = new Random(5);
        (_room.LosesCall, _room.LosesAnswer) = (() => random.Next(3) == 0, () => random.Next(3) == 0);
        await using var inbox = Inbox(_room.BatchAsync);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => inbox.SendAsync(i % 2 == 0 ? Chat(i, "hello") : Like(i, 2))));

        answers.ShouldAllBe(answer => answer.IsDone);
        _room.Likes.ShouldBe(150 * 2);
        _room.Done.Where(key => key.StartsWith('k')).Count().ShouldBe(_room.Done.Where(key => key.StartsWith('k')).Distinct().Count());
    }

    [Fact]
    public async Task A_gateway_that_stays_away_makes_an_answer_that_says_so()
    {
        await using var inbox = Inbox(_ => throw new IOException("away"), patienceMs: 60);

        var answers = await Task.WhenAll(inbox.SendAsync(Chat(1, "hello")), inbox.SendAsync(Like(2, 1)));

        answers.ShouldAllBe(answer => answer.Code == Rejection.RoomUnavailable && answer.RetryAfterMs > 0);
    }

    [Fact]
    public async Task A_batch_that_is_refused_answers_all_its_commands()
    {
        await using var inbox = Inbox(_ => Task.FromResult(new BatchReply(false, Code: Rejection.BatchInvalid, Detail: "No.")));

        (await inbox.SendAsync(Chat(1, "hello"))).Code.ShouldBe(Rejection.BatchInvalid);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("too few")]
    [InlineData("no answers")]
    public async Task An_answer_that_is_none_counts_as_none(string? kind)
    {
        var reply = kind switch
        {
            "null" => new BatchReply(true, [null!]),
            "too few" => new BatchReply(true, []),
            "no answers" => new BatchReply(true),
            _ => null,
        };
        await using var inbox = Inbox(_ => Task.FromResult(reply!), patienceMs: 0);

        (await inbox.SendAsync(Chat(1, "hello"))).Code.ShouldBe(Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task Large_commands_are_spread_over_calls_that_the_gateway_above_takes()
    {
        var first = new HeldCall(_room);
        await using var inbox = Inbox(first.BatchAsync);
        var held = inbox.SendAsync(Chat(0, "first"));
        await first.Begun;
        var large = Enumerable.Range(1, 60).Select(i => inbox.SendAsync(Chat(i, new string('文', 10_000)))).ToArray();

        first.Answer();

        (await Task.WhenAll([held, .. large])).ShouldAllBe(answer => answer.IsDone);
        _room.LargestCallBytes.ShouldBeLessThan(ProtocolLimits.MaxEdgeCallBytes);
        _room.Done.ShouldBe(Enumerable.Range(1, 60).Select(i => $"k{i}"));
        _room.Calls.Count.ShouldBeInRange(4, 60);
    }

    [Fact]
    public async Task After_a_call_that_is_lost_what_was_to_follow_waits_for_it()
    {
        var first = new HeldCall(_room);
        await using var inbox = Inbox(first.BatchAsync);
        var held = inbox.SendAsync(Chat(0, "first"));
        await first.Begun;
        var lost = 0;
        _room.LosesCall = () => lost++ == 1;
        var large = Enumerable.Range(1, 60).Select(i => inbox.SendAsync(Chat(i, new string('文', 10_000)))).ToArray();

        first.Answer();

        (await Task.WhenAll([held, .. large])).ShouldAllBe(answer => answer.IsDone);
        lost.ShouldBeGreaterThan(2);
        _room.Done.ShouldBe(Enumerable.Range(1, 60).Select(i => $"k{i}"));
    }

    private static UpstreamInbox Inbox(Func<BatchCall, Task<BatchReply>> call, int patienceMs = 60_000) =>
        new(call, "edge-1", new GatewayOptions { CommandPatienceMs = patienceMs }, TimeProvider.System, new Random(1));

    private static ViewerCommand Chat(int i, string text) => new(new Person(PlatformId.Web, $"v{i}", "V"), HubMethods.Chat, new ChatCall($"k{i}", text));

    private static ViewerCommand Like(int i, long count) => new(new Person(PlatformId.Web, $"v{i}", "V"), HubMethods.Like, new LikeCall($"k{i}", count));

    /// <summary>The first call is held until it is answered by hand; the others go to the room.</summary>
    private sealed class HeldCall(KeyedRoom room)
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<BatchReply> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public Task<BatchReply> BatchAsync(BatchCall call) => _begun.TrySetResult() ? _first.Task : room.BatchAsync(call);

        public void Answer() => _first.SetResult(new BatchReply(true, [new CommandReply(true, 1, 1)]));
    }
}
