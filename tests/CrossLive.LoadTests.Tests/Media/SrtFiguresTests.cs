using CrossLive.LoadTests.Media.Live.Platforms;
using Shouldly;
using Xunit;

namespace CrossLive.LoadTests.Tests.Media;

public sealed class SrtFiguresTests
{
    private const string Head = "Time,SocketID,pktRecvUnique,pktRcvLoss,pktRcvDrop,pktRcvRetrans,pktRcvFilterSupply\n";

    [Fact]
    public void The_newest_totals_of_each_connection_are_added_and_a_line_that_is_not_whole_is_left_out() =>
        SrtFigures.Of(Head + "1,7,10,1,0,1,0\n2,7,20,2,1,2,0\n3,8,100,9,4,5,6\n4,8,200,9").ShouldBe(new SrtFigures(Received: 120, Missed: 11, ByParity: 6, Repeats: 7, GivenUp: 5));

    [Fact]
    public void Before_anything_was_said_all_is_nothing()
    {
        SrtFigures.Of("").ShouldBe(default);
        SrtFigures.Of(Head[..20]).ShouldBe(default);
        SrtFigures.Of(Head).ShouldBe(default);
    }
}
