using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

public sealed class RoomIdTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("Tonight_at-8", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a/b", false)]
    [InlineData("../etc", false)]
    [InlineData("a b", false)]
    [InlineData("房间", false)]
    [InlineData("a\0", false)]
    public void A_rooms_name_can_stand_in_addresses_and_keys(string? room, bool wellFormed) => RoomId.IsWellFormed(room).ShouldBe(wellFormed);
}
