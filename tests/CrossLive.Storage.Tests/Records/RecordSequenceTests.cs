using CrossLive.Storage.Records;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.Records;

public sealed class RecordSequenceTests
{
    [Fact]
    public void Records_that_follow_each_other_give_their_events_and_an_end()
    {
        var sequence = new RecordSequence("room", 0);
        sequence.Take(1, Record(1, 3)).Select(e => e.Sequence).ShouldBe([1, 2, 3]);
        sequence.Take(4, Record(4, 1)).Select(e => e.Sequence).ShouldBe([4]);
        sequence.Next.ShouldBe(5);
        sequence.End(4);
    }

    [Fact]
    public void Only_the_wanted_events_of_the_first_record_are_given() =>
        new RecordSequence("room", 12).Take(11, Record(11, 5)).Select(e => e.Sequence).ShouldBe([13, 14, 15]);

    [Fact]
    public void A_hole_is_named_by_the_sequence_that_is_missing()
    {
        var sequence = new RecordSequence("room", 0);
        sequence.Take(1, Record(1, 3));
        Should.Throw<RoomLogDamagedException>(() => sequence.Take(5, Record(5, 1))).FirstSequence.ShouldBe(4);
    }

    [Fact]
    public void A_record_that_ends_before_what_is_wanted_shows_a_hole() =>
        Should.Throw<RoomLogDamagedException>(() => new RecordSequence("room", 9).Take(5, Record(5, 3))).FirstSequence.ShouldBe(10);

    [Fact]
    public void An_overlap_is_damage()
    {
        var sequence = new RecordSequence("room", 0);
        sequence.Take(1, Record(1, 3));
        Should.Throw<RoomLogDamagedException>(() => sequence.Take(3, Record(3, 3))).Message.ShouldContain("overlaps");
    }

    [Fact]
    public void A_record_under_another_sequence_than_its_own_is_damage() =>
        Should.Throw<RoomLogDamagedException>(() => new RecordSequence("room", 0).Take(1, Record(2, 3)));

    [Fact]
    public void An_end_before_the_head_s_is_damage()
    {
        var sequence = new RecordSequence("room", 0);
        sequence.Take(1, Record(1, 3));
        Should.Throw<RoomLogDamagedException>(() => sequence.End(4)).FirstSequence.ShouldBe(4);
    }

    private static byte[] Record(long first, int count) => BatchRecord.Encode(RoomEvents.Chats(1, first - 1, count));
}
