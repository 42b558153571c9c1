using CrossLive.Domain.Tests.Rooms;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.RedPackets;

public sealed class RedPacketRulesTests
{
    private const string Seed = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly LiveRoom _room = Open();

    [Fact]
    public void Only_an_operator_opens_one_in_an_open_room()
    {
        _room.Refuses(Rejection.NotAllowed, Viewer, Lucky());
        _room.Refuses(Rejection.NotAllowed, Moderator, Lucky());
        _room.Refuses(Rejection.NotAllowed, Connector, Lucky());
        _room.Happens(Operator, new CloseRoom("done"));
        _room.Refuses(Rejection.RoomClosed, Operator, Lucky());
    }

    [Fact]
    public void An_announced_packet_shows_its_terms_and_a_promise_and_keeps_the_seed_to_itself()
    {
        var opened = _room.Happens(Operator, Lucky() with { Message = "  恭喜发财  ", StartsAtUnixMs = _room.NowUnixMs + 5_000 });

        var body = opened.Body.ShouldBeOfType<RedPacketOpened>();
        body.Commitment.ShouldBe(RedPacketDraw.Commit(Seed));
        var packet = _room.State.View.RedPackets.All.ShouldHaveSingleItem();
        packet.ShouldBe(new RedPacketView(
            opened.Sequence, "Olga", RedPacketKind.Lucky, new Money(1_000, "CNY"), 4, "恭喜发财", _room.NowUnixMs + 5_000, _room.NowUnixMs + 60_000,
            body.Commitment, 4, 1_000, null, packet.RecentTakers));
        packet.RecentTakers.ShouldBeEmpty();
    }

    [Fact]
    public void The_promise_is_the_hash_that_anybody_can_compute() =>
        RedPacketDraw.Commit("abc").ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "SHA-256 of abc, FIPS 180-2");

    [Theory]
    [InlineData(0, 1, "CNY", Rejection.AmountInvalid)]
    [InlineData(-5, 1, "CNY", Rejection.AmountInvalid)]
    [InlineData(RedPacketLimits.MaxTotalMinorUnits + 1, 1, "CNY", Rejection.AmountInvalid)]
    [InlineData(long.MaxValue, 10_000, "CNY", Rejection.AmountInvalid)]
    [InlineData(5, 6, "CNY", Rejection.PacketInvalid)]
    [InlineData(9_999, 10_000, "KWD", Rejection.PacketInvalid)]
    [InlineData(100, 0, "CNY", Rejection.CountInvalid)]
    [InlineData(100, -1, "CNY", Rejection.CountInvalid)]
    [InlineData(1_000_000, 10_001, "JPY", Rejection.CountInvalid)]
    [InlineData(1_000_000, long.MaxValue, "JPY", Rejection.CountInvalid)]
    [InlineData(100, 1, "XXX", Rejection.CurrencyUnknown)]
    [InlineData(100, 1, "cny", Rejection.CurrencyUnknown)]
    [InlineData(100, 1, null, Rejection.CurrencyUnknown)]
    public void Money_that_cannot_be_parted_is_refused(long minorUnits, long count, string? currency, string code)
    {
        _room.Refuses(code, Operator, Lucky() with { Total = new Money(minorUnits, currency!), Count = count });
        _room.Refuses(code, Operator, Lucky() with { Total = new Money(minorUnits, currency!), Count = count, Kind = RedPacketKind.Fixed });
    }

    [Theory]
    [InlineData(0, 999)]
    [InlineData(0, -1)]
    [InlineData(0, RedPacketLimits.MaxOpenMs + 1)]
    [InlineData(RedPacketLimits.MaxAheadMs + 1, RedPacketLimits.MaxAheadMs + 60_000)]
    [InlineData(5_000, 5_999)]
    public void Times_out_of_range_are_refused(long startsInMs, long expiresInMs) =>
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { StartsAtUnixMs = _room.NowUnixMs + startsInMs, ExpiresAtUnixMs = _room.NowUnixMs + expiresInMs });

    [Fact]
    public void Times_at_the_ends_of_long_and_seeds_and_kinds_that_are_none_are_refused()
    {
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { StartsAtUnixMs = long.MaxValue, ExpiresAtUnixMs = long.MaxValue });
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { ExpiresAtUnixMs = long.MinValue });
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { Seed = null });
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { Seed = new string('g', 64) });
        _room.Refuses(Rejection.PacketInvalid, Operator, Lucky() with { Kind = (RedPacketKind)7 });
        _room.Refuses(Rejection.TextTooLong, Operator, Lucky() with { Message = new string('x', RedPacketLimits.MaxMessageLength + 1) });
    }

    [Fact]
    public void A_packet_opens_at_its_instant_and_not_before()
    {
        var packet = Announce(Lucky() with { StartsAtUnixMs = _room.NowUnixMs + 5_000 });

        _room.NowUnixMs += 4_999;
        _room.Refuses(Rejection.PacketEarly, Viewer, new GrabRedPacket(packet)).RetryAfterMs.ShouldBe(1);
        _room.NowUnixMs += 1;
        _room.Body<RedPacketGrabbed>(Viewer, new GrabRedPacket(packet)).Place.ShouldBe(1);
    }

    [Fact]
    public void Each_human_has_one_part_on_whichever_platform()
    {
        var packet = Announce(Lucky());
        var member = Viewer with { Account = "member-7" };

        _room.Happens(member, new GrabRedPacket(packet));
        _room.Refuses(Rejection.PacketTaken, member, new GrabRedPacket(packet));
        _room.Refuses(Rejection.PacketTaken, Guest with { Account = "member-7" }, new GrabRedPacket(packet));
        _room.Happens(Guest, new GrabRedPacket(packet));
        _room.Refuses(Rejection.PacketTaken, Guest with { Name = "another name" }, new GrabRedPacket(packet));
    }

    [Fact]
    public void A_packet_of_which_all_is_taken_is_over_at_once_and_tells_its_seed()
    {
        var packet = Announce(Lucky() with { Count = 2 });
        _room.Happens(Viewer, new GrabRedPacket(packet));
        _room.Do(Guest, new GrabRedPacket(packet)).IsDone.ShouldBeTrue();

        _room.Events[^2].Body.ShouldBeOfType<RedPacketGrabbed>();
        _room.Events[^1].Body.ShouldBe(new RedPacketEnded(packet, new Money(0, "CNY"), Seed));
        _room.State.View.RedPackets.All.ShouldBeEmpty();
        _room.State.NextDueUnixMs.ShouldBeNull();
        _room.Refuses(Rejection.PacketOver, Moderator, new GrabRedPacket(packet));
    }

    [Fact]
    public void What_is_left_comes_back_at_the_tick_after_its_time_and_nothing_is_taken_after_it()
    {
        var packet = Announce(new OpenRedPacket(RedPacketKind.Fixed, new Money(100, "JPY"), 3, null, null, _room.NowUnixMs + 10_000, Seed));
        _room.Body<RedPacketGrabbed>(Viewer, new GrabRedPacket(packet)).Amount.ShouldBe(new Money(34, "JPY"));
        _room.State.NextDueUnixMs.ShouldBe(_room.NowUnixMs + 10_000);

        _room.NowUnixMs += 9_999;
        _room.Tick().ShouldBeEmpty();
        _room.NowUnixMs += 1;
        _room.Tick().ShouldHaveSingleItem().Body.ShouldBe(new RedPacketEnded(packet, new Money(66, "JPY"), Seed));
        _room.Refuses(Rejection.PacketOver, Guest, new GrabRedPacket(packet));
    }

    [Fact]
    public void A_command_at_the_end_of_a_packet_finds_it_over_whether_or_not_a_tick_came_first()
    {
        var packet = Announce(Lucky());
        _room.NowUnixMs += 60_000;

        _room.Do(Viewer, new GrabRedPacket(packet)).Code.ShouldBe(Rejection.PacketOver);
        _room.Events[^1].Body.ShouldBe(new RedPacketEnded(packet, new Money(1_000, "CNY"), Seed));
    }

    [Fact]
    public void A_closed_room_gives_nothing_away_and_its_packets_still_end()
    {
        var packet = Announce(Lucky());
        _room.Happens(Operator, new CloseRoom("done"));

        _room.Refuses(Rejection.RoomClosed, Viewer, new GrabRedPacket(packet));
        _room.NowUnixMs += 60_000;
        _room.Tick().ShouldHaveSingleItem().Body.ShouldBeOfType<RedPacketEnded>();
    }

    [Fact]
    public void A_room_has_so_many_packets_at_one_time()
    {
        for (var i = 0; i < RedPacketLimits.MaxOpen; i++)
        {
            Announce(Lucky() with { ExpiresAtUnixMs = _room.NowUnixMs + 60_000 + i });
        }

        _room.Refuses(Rejection.PacketLimit, Operator, Lucky()).RetryAfterMs.ShouldBe(60_000);
        _room.NowUnixMs += 60_000;
        Announce(Lucky());
    }

    [Fact]
    public void A_grab_that_is_repeated_has_one_effect_and_one_answer()
    {
        var packet = Announce(Lucky());
        var grab = new RoomCommand(Viewer, new GrabRedPacket(packet), CommandKey.For(Viewer.Handle, "g1"), 5);
        var first = _room.Do(grab);

        _room.Do(grab).ShouldBe(first with { Outcome = CommandOutcome.Repeated });
        _room.State.View.RedPackets.Find(packet)!.LeftCount.ShouldBe(3);
    }

    [Fact]
    public void The_view_knows_the_newest_takers_and_the_luckiest()
    {
        var packet = Announce(Lucky() with { Total = new Money(100_000, "CNY"), Count = 60 });
        var parts = Enumerable.Range(0, 50).Select(i => _room.Body<RedPacketGrabbed>(Viewer with { Id = $"v{i}" }, new GrabRedPacket(packet))).ToArray();

        var view = _room.State.View.RedPackets.Find(packet)!;
        view.LeftMinorUnits.ShouldBe(100_000 - parts.Sum(part => part.Amount.MinorUnits));
        view.RecentTakers.Select(taker => taker.Place).ShouldBe(Enumerable.Range(31, RedPacketLimits.RecentTakers).Select(i => (long)i));
        view.Luckiest!.MinorUnits.ShouldBe(parts.Max(part => part.Amount.MinorUnits));
        view.Luckiest.Place.ShouldBe(parts.First(part => part.Amount.MinorUnits == view.Luckiest.MinorUnits).Place);
    }

    private OpenRedPacket Lucky() => new(RedPacketKind.Lucky, new Money(1_000, "CNY"), 4, null, null, _room.NowUnixMs + 60_000, Seed);

    private long Announce(OpenRedPacket open) => _room.Happens(Operator, open).Sequence;
}
