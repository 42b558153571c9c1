using CrossLive.LoadTests.Swarm.Viewers;
using CrossLive.LoadTests.Swarm.Wire;

namespace CrossLive.LoadTests.Tests;

public class PositionCheckTests
{
    private PositionCheck _check;

    [Fact]
    public void Batches_that_follow_one_another_are_right_also_over_epochs()
    {
        _check.MoveTo(1, 10);

        _check.Take(Batch(1, 11, 11)).ShouldBeNull();
        _check.Take(Batch(1, 12, 20)).ShouldBeNull();
        _check.Take(Batch(2, 21, 22)).ShouldBeNull();
        (_check.Epoch, _check.Sequence).ShouldBe((2, 22));
    }

    [Fact]
    public void A_gap_is_found_once()
    {
        _check.MoveTo(1, 10);

        _check.Take(Batch(1, 12, 13)).ShouldBe("a gap: 12 came after 10");
        _check.Take(Batch(1, 14, 14)).ShouldBeNull();
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 12)]
    [InlineData(3, 4)]
    public void A_repeat_is_found_also_where_it_brings_something_new(long first, long last)
    {
        _check.MoveTo(1, 10);

        _check.Take(Batch(1, first, last)).ShouldBe($"a repeat: {first} came after 10");
    }

    [Fact]
    public void An_epoch_that_goes_back_is_found()
    {
        _check.MoveTo(3, 10);

        _check.Take(Batch(2, 11, 11)).ShouldBe("epoch 2 came after 3");
    }

    [Fact]
    public void Disorder_inside_a_batch_is_passed_on()
    {
        _check.MoveTo(1, 10);

        _check.Take(Batch(1, 11, 13) with { Disorder = "13 stands behind 11 in one frame" }).ShouldBe("13 stands behind 11 in one frame");
    }

    [Fact]
    public void Where_a_system_has_no_positions_the_first_batch_is_the_beginning()
    {
        _check.Take(Batch(0, 500, 500)).ShouldBeNull();
        _check.Take(Batch(0, 502, 502)).ShouldBe("a gap: 502 came after 500");
    }

    private static EventBatch Batch(long epoch, long first, long last) => new(epoch, first, last, [], 0, null);
}
