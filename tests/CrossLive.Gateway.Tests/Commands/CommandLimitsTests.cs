using CrossLive.Gateway.Commands;
using CrossLive.Protocol;
using CrossLive.Rooms;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Commands;

public sealed class CommandLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(CommandKind.Chat, ProtocolLimits.ChatBurst, ProtocolLimits.ChatsPerSecond)]
    [InlineData(CommandKind.Like, ProtocolLimits.LikeBurst, ProtocolLimits.LikesPerSecond)]
    [InlineData(CommandKind.Other, ProtocolLimits.CommandBurst, ProtocolLimits.CommandsPerSecond)]
    internal void A_viewer_has_the_protocol_s_burst_then_so_many_a_second(CommandKind kind, int burst, int perSecond)
    {
        var limits = new CommandLimits(new GatewayOptions(), _time);
        Enumerable.Range(0, burst).ShouldAllBe(_ => limits.Refuse(Viewer("a"), kind) == null);

        var refusal = limits.Refuse(Viewer("a"), kind).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(refusal.RetryAfterMs!.Value));

        refusal.Code.ShouldBe(Rejection.ViewerRate);
        refusal.RetryAfterMs.ShouldBe(1_000 / perSecond);
        limits.Refuse(Viewer("a"), kind).ShouldBeNull();
        limits.Refuse(Viewer("a"), kind).ShouldNotBeNull();
    }

    [Fact]
    public void Kinds_and_people_have_limits_of_their_own()
    {
        var limits = new CommandLimits(new GatewayOptions(), _time);
        while (limits.Refuse(Viewer("a"), CommandKind.Chat) is null)
        {
        }

        limits.Refuse(Viewer("a"), CommandKind.Like).ShouldBeNull();
        limits.Refuse(Viewer("b"), CommandKind.Chat).ShouldBeNull();
    }

    [Fact]
    public void A_room_has_a_limit_that_no_number_of_people_gets_round()
    {
        var limits = new CommandLimits(new GatewayOptions { RoomCommandsPerSecond = 100 }, _time);

        var answers = Enumerable.Range(0, 300).Select(i => limits.Refuse(Viewer($"p{i}"), CommandKind.Other)).ToArray();

        answers.Count(answer => answer is null).ShouldBe(200);
        answers[^1]!.Code.ShouldBe(Rejection.RoomRate);
        answers[^1]!.RetryAfterMs.ShouldBe(10);
    }

    [Fact]
    public void Viewers_limits_can_be_turned_off_and_the_room_s_stays()
    {
        var limits = new CommandLimits(new GatewayOptions { RoomCommandsPerSecond = 100, LimitViewers = false }, _time);

        Enumerable.Range(0, 200).ShouldAllBe(_ => limits.Refuse(Viewer("a"), CommandKind.Chat) == null);
        limits.Refuse(Viewer("a"), CommandKind.Chat)!.Code.ShouldBe(Rejection.RoomRate);
    }

    [Fact]
    public void More_people_than_are_remembered_are_let_in_under_the_room_s_limit_and_places_come_back()
    {
        var limits = new CommandLimits(new GatewayOptions { RoomCommandsPerSecond = 10_000_000 }, _time);
        for (var i = 0; i < 100_000; i++)
        {
            limits.Refuse(Viewer($"p{i}"), CommandKind.Chat);
        }

        Enumerable.Range(0, 2 * ProtocolLimits.ChatBurst).ShouldAllBe(_ => limits.Refuse(Viewer("late"), CommandKind.Chat) == null);
        _time.Advance(TimeSpan.FromSeconds(10));
        Enumerable.Range(0, ProtocolLimits.ChatBurst).ShouldAllBe(_ => limits.Refuse(Viewer("late"), CommandKind.Chat) == null);
        limits.Refuse(Viewer("late"), CommandKind.Chat)!.Code.ShouldBe(Rejection.ViewerRate);
    }

    private static Person Viewer(string id) => new(PlatformId.Web, id, id);
}
