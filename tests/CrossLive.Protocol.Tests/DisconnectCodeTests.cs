namespace CrossLive.Protocol.Tests;

public class DisconnectCodeTests
{
    [Theory]
    [InlineData(DisconnectCode.ShuttingDown, "shutting-down", true)]
    [InlineData(DisconnectCode.TooSlow, "too-slow", true)]
    [InlineData(DisconnectCode.RoomUnavailable, "room-unavailable", true)]
    [InlineData(DisconnectCode.Full, "full", true)]
    [InlineData(DisconnectCode.TokenExpired, "token-expired", false)]
    [InlineData(DisconnectCode.Misuse, "misuse", false)]
    [InlineData(DisconnectCode.Replaced, "replaced", false)]
    [InlineData(3499, "unknown", true)]
    [InlineData(3999, "unknown", false)]
    [InlineData(0, "unknown", false)]
    [InlineData(-1, "unknown", false)]
    public void A_codes_range_says_whether_to_come_back(int code, string name, bool comesBack)
    {
        DisconnectCode.NameOf(code).ShouldBe(name);
        DisconnectCode.ShouldComeBack(code).ShouldBe(comesBack);
    }
}
