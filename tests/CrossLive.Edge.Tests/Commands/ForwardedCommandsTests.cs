using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Edges;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Edge.Tests.Commands;

public sealed class ForwardedCommandsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("member-7")]
    public void Who_called_comes_through_with_the_account(string? account)
    {
        var command = new ViewerCommand(new Person(PlatformId.Web, "ann", "Ann", Role.Moderator, account), HubMethods.Follow, new FollowCall("k1"));

        ForwardedCommands.Read(ForwardedCommands.Write(command), out var refusal).ShouldBe(command);
        refusal.ShouldBeNull();
    }

    [Fact]
    public void A_long_account_is_counted_into_what_a_command_takes()
    {
        var command = new ViewerCommand(new Person(PlatformId.Web, "ann", "Ann", Role.Viewer, new string('语', Person.MaxAccountLength)), HubMethods.Follow, new FollowCall("k1"));

        ForwardedCommands.MaxBytesOf(command).ShouldBeGreaterThan(3 * Person.MaxAccountLength);
    }
}
