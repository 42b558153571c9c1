using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Tests;

public class PayloadTableTests
{
    private readonly PayloadTable _table = new();

    [Fact]
    public void A_payload_is_found_by_those_who_follow_and_by_those_who_jump()
    {
        for (byte i = 0; i < 10; i++)
        {
            _table.Add([i, 1, 2], [Batch(i)]);
        }

        long place = -1;
        for (byte i = 0; i < 10; i++)
        {
            First(_table.Find([i, 1, 2], ref place)).ShouldBe(i);
            place.ShouldBe(i);
        }

        First(_table.Find([3, 1, 2], ref place)).ShouldBe(3);
        place.ShouldBe(3);
        _table.Find([3, 1, 9], ref place).ShouldBeNull();
    }

    [Fact]
    public void The_oldest_goes_at_the_limit_and_the_newest_stays()
    {
        for (var i = 0; i <= PayloadTable.MaxPayloads; i++)
        {
            _table.Add(BitConverter.GetBytes(i), [Batch(i)]);
        }

        long place = -1;
        _table.Find(BitConverter.GetBytes(0), ref place).ShouldBeNull();
        First(_table.Find(BitConverter.GetBytes(1), ref place)).ShouldBe(1);
        First(_table.Find(BitConverter.GetBytes(PayloadTable.MaxPayloads), ref place)).ShouldBe(PayloadTable.MaxPayloads);
    }

    [Fact]
    public void Large_payloads_are_bounded_by_their_bytes()
    {
        var large = new byte[(PayloadTable.MaxBytes / 2) + 1];
        _table.Add(large, [Batch(1)]);
        _table.Add([.. large, 7], [Batch(2)]);

        long place = -1;
        _table.Find(large, ref place).ShouldBeNull();
        First(_table.Find([.. large, 7], ref place)).ShouldBe(2);
    }

    private static long? First(EventBatch[]? batches) => batches?[0].First;

    private static EventBatch Batch(long sequence) => new(1, sequence, sequence, [], 0, null);
}
