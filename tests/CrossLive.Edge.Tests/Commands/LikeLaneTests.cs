using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Edges;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Edge.Tests.Commands;

public sealed class LikeLaneTests
{
    private readonly KeyedRoom _room = new();
    private readonly LikeLane _lane;

    public LikeLaneTests() => _lane = new LikeLane(_room.SendAsync, "edge-1");

    [Fact]
    public async Task A_few_likes_keep_their_own_keys()
    {
        var answers = await _lane.ExecuteAsync([.. Enumerable.Range(0, LikeLane.MaxOwnKeys).Select(i => Like(i, 2))]);

        _room.Calls.ShouldBe([LikeLane.MaxOwnKeys]);
        _room.Done.ShouldBe(Enumerable.Range(0, LikeLane.MaxOwnKeys).Select(i => $"k{i}"), ignoreOrder: true);
        answers.Select(answer => answer.Position.Sequence).Distinct().Count().ShouldBe(LikeLane.MaxOwnKeys);
    }

    [Fact]
    public async Task The_surplus_of_many_likes_is_one_command_and_the_largest_keep_their_keys()
    {
        var answers = await _lane.ExecuteAsync([.. Enumerable.Range(0, 1_000).Select(i => Like(i, i == 500 ? 90_000 : 3))]);

        _room.Calls.ShouldBe([LikeLane.MaxOwnKeys + 1]);
        _room.Likes.ShouldBe(90_000 + (999 * 3));
        _room.Done.ShouldContain("k500");
        answers.ShouldAllBe(answer => answer.Outcome == CommandOutcome.Accepted);
    }

    [Fact]
    public async Task A_sum_stays_below_the_most_that_a_room_takes_at_once()
    {
        await _lane.ExecuteAsync([.. Enumerable.Range(0, 200).Select(i => Like(i, 40_000))]);

        _room.Likes.ShouldBe(200 * 40_000);
        _room.Calls.ShouldBe([LikeLane.MaxOwnKeys + ((200 - LikeLane.MaxOwnKeys) / 2)], "two of them to a sum of at most 100,000");
    }

    [Fact]
    public async Task Likes_that_a_room_would_refuse_spoil_no_sum()
    {
        var likes = Enumerable.Range(0, 200).Select(i => Like(i, i % 10 == 0 ? 0 : i % 10 == 1 ? RoomLimits.MaxLikesPerCommand + 1 : 5)).ToArray();

        var answers = await _lane.ExecuteAsync(likes);

        answers.Count(answer => answer.Code == Rejection.CountInvalid).ShouldBe(40);
        _room.Likes.ShouldBe(160 * 5);
    }

    [Fact]
    public async Task What_is_in_a_sum_is_not_sent_again_beside_it()
    {
        var likes = Enumerable.Range(0, 300).Select(i => Like(i, 1)).ToArray();
        var first = await _lane.ExecuteAsync(likes);

        var again = await _lane.ExecuteAsync(likes);

        _room.Likes.ShouldBe(300);
        again.ShouldAllBe(answer => answer.Outcome == CommandOutcome.Repeated);
        again.Select(answer => answer.Position).ShouldBe(first.Select(answer => answer.Position));
        (await _lane.ExecuteAsync([Like(299, 2)])).Single().Code.ShouldBe(Rejection.KeyReused);
    }

    [Fact]
    public async Task What_went_under_its_own_key_goes_so_again_also_in_a_crowd()
    {
        await _lane.ExecuteAsync([Like(0, 7)]);

        await _lane.ExecuteAsync([Like(0, 7), .. Enumerable.Range(1, 500).Select(i => Like(i, 9))]);

        _room.Likes.ShouldBe(7 + (500 * 9));
    }

    [Fact]
    public async Task A_sum_that_was_not_answered_is_sent_again_whole_under_its_own_key()
    {
        _room.Code = Rejection.RoomUnavailable;
        var likes = Enumerable.Range(0, 200).Select(i => Like(i, 1)).ToArray();
        (await _lane.ExecuteAsync(likes)).ShouldAllBe(answer => answer.Code == Rejection.RoomUnavailable);
        _room.Code = null;

        // One of those in the sum comes again: all of it counts, as its viewers were not told that it would not.
        var answer = (await _lane.ExecuteAsync([likes[^1]])).Single();
        _room.Likes.ShouldBe(200 - LikeLane.MaxOwnKeys);
        await _lane.ExecuteAsync(likes);

        answer.IsDone.ShouldBeTrue();
        _room.Likes.ShouldBe(200);
    }

    [Fact]
    public async Task Likes_that_were_refused_for_good_count_alone_when_they_come_again()
    {
        _room.Code = Rejection.RoomClosed;
        var likes = Enumerable.Range(0, 200).Select(i => Like(i, 1)).ToArray();
        (await _lane.ExecuteAsync(likes)).ShouldAllBe(answer => answer.Code == Rejection.RoomClosed);
        _room.Code = null;

        await _lane.ExecuteAsync([likes[^1]]);

        _room.Likes.ShouldBe(1);
    }

    [Fact]
    public async Task Remembering_has_an_end()
    {
        await _lane.ExecuteAsync([.. Enumerable.Range(0, 100).Select(i => Like(i, 1))]);
        for (var first = 1_000; first < 1_000 + LikeLane.MaxRemembered; first += 1_000)
        {
            await _lane.ExecuteAsync([.. Enumerable.Range(first, 1_000).Select(i => Like(i, 1))]);
        }

        await _lane.ExecuteAsync([Like(99, 1)]);

        _room.Likes.ShouldBe(100 + LikeLane.MaxRemembered + 1, "the first hundred are forgotten");
    }

    [Fact]
    public void However_likes_come_and_come_again_each_counts_once() =>
        Gen.Int[0, 400].Array[1, 300].Array[1, 12].Sample(batches =>
        {
            var room = new KeyedRoom();
            var lane = new LikeLane(room.SendAsync, "edge-1");
            foreach (var batch in batches)
            {
                var answers = lane.ExecuteAsync([.. batch.Select(i => Like(i, 1 + (i % 7)))]).GetAwaiter().GetResult();
                answers.Count.ShouldBe(batch.Length);
                answers.ShouldAllBe(answer => answer.IsDone);
            }

            room.Likes.ShouldBe(batches.SelectMany(batch => batch).Distinct().Sum(i => 1 + (i % 7)));
        }, iter: 200);

    private static ViewerCommand Like(int i, long count) => new(new Person(PlatformId.Web, $"v{i}", "V"), HubMethods.Like, new LikeCall($"k{i}", count));
}
