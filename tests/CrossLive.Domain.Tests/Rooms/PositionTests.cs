using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class PositionTests
{
    [Fact]
    public void The_start_is_before_the_first_event() => Position.Start.ShouldBe(new Position(0, 0));

    [Fact]
    public void A_position_is_shown_as_epoch_and_sequence() => new Position(3, 1_234).ToString().ShouldBe("3:1234");
}
