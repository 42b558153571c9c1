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
    public void Who_called_comes_through_with_the_account_and_where_from(string? account)
    {
        var command = new ViewerCommand(new Person(PlatformId.Web, "ann", "Ann", Role.Moderator, account), HubMethods.Follow, new FollowCall("k1"), Platform: account is null ? null : "tiktok");

        ForwardedCommands.Read(ForwardedCommands.Write(command), 0, out var refusal).ShouldBe(command);
        refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 5_000)]
    [InlineData(4_000L, 4_000)]
    [InlineData(-3L, 0)]
    public void A_claim_without_a_time_counts_from_now(long? saidUs, long arrivedUs)
    {
        var item = new ForwardedCommand(
            HubMethods.Claim, new Me(PlatformId.Web, "ann", "Ann", 0), ForwardedCall.Of(new ClaimCall("k1", "lamp", 1, "EUR")) with { ArrivedUnixUs = saidUs });

        ForwardedCommands.Read(item, 5_000, out _).ShouldNotBeNull().ArrivedUnixUs.ShouldBe(arrivedUs);
    }

    [Fact]
    public void A_platform_that_is_no_name_is_refused()
    {
        var item = new ForwardedCommand(HubMethods.Follow, new Me(PlatformId.Web, "ann", "Ann", 0), ForwardedCall.Of(new FollowCall("k1")), Platform: "Tik Tok");

        ForwardedCommands.Read(item, 0, out var refusal).ShouldBeNull();
        refusal.ShouldNotBeNull().Code.ShouldBe(Rejection.PersonInvalid);
    }

    [Fact]
    public void A_long_account_is_counted_into_what_a_command_takes()
    {
        var command = new ViewerCommand(new Person(PlatformId.Web, "ann", "Ann", Role.Viewer, new string('语', Person.MaxAccountLength)), HubMethods.Follow, new FollowCall("k1"));

        ForwardedCommands.MaxBytesOf(command).ShouldBeGreaterThan(3 * Person.MaxAccountLength);
    }
}
