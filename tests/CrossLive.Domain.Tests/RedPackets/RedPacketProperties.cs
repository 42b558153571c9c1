using CrossLive.Domain.Tests.Rooms;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using CsCheck;
using MessagePack;
using Shouldly;
using Xunit;
using static CrossLive.Domain.Tests.Rooms.LiveRoom;

namespace CrossLive.Domain.Tests.RedPackets;

/// <summary>What holds for every red packet, however it is parted and whoever comes.</summary>
public sealed class RedPacketProperties
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);
    private static readonly Gen<string> Seed = Gen.Byte.Array[32].Select(Convert.ToHexStringLower);
    private static readonly Gen<RedPacketKind> Kind = Gen.OneOf(RedPacketKind.Fixed, RedPacketKind.Lucky);

    // From one minor unit each up to the largest packet there is.
    private static readonly Gen<(long Total, long Count)> Terms = Gen.Select(
        Gen.Long[1, 200], Gen.OneOf(Gen.Long[0, 50], Gen.Long[0, 100_000], Gen.Long[0, RedPacketLimits.MaxTotalMinorUnits - 200]), (count, more) => (count + more, count));

    [Fact]
    public void Parts_are_positive_and_their_sum_is_the_total_to_the_minor_unit() =>
        Gen.Select(Kind, Seed, Terms).Sample(
            (kind, seed, terms) =>
            {
                var parts = RedPacketDraw.AllAmounts(kind, seed, terms.Total, terms.Count);
                parts.Count.ShouldBe((int)terms.Count);
                parts.Min().ShouldBeGreaterThanOrEqualTo(1);
                parts.Sum().ShouldBe(terms.Total);
            },
            iter: 3_000);

    [Fact]
    public void Fixed_parts_differ_by_one_minor_unit_at_most() =>
        Gen.Select(Seed, Terms).Sample((seed, terms) =>
        {
            var parts = RedPacketDraw.AllAmounts(RedPacketKind.Fixed, seed, terms.Total, terms.Count);
            (parts.Max() - parts.Min()).ShouldBeLessThanOrEqualTo(1);
        });

    [Fact]
    public void A_lucky_part_is_at_most_twice_the_mean_of_what_is_left_unless_it_is_the_last() =>
        Gen.Select(Seed, Terms).Sample((seed, terms) =>
        {
            var parts = RedPacketDraw.AllAmounts(RedPacketKind.Lucky, seed, terms.Total, terms.Count);
            var remaining = terms.Total;
            for (var i = 0; i < parts.Count - 1; i++)
            {
                var left = parts.Count - i;
                ((Int128)parts[i] * left).ShouldBeLessThanOrEqualTo((Int128)2 * remaining);
                (remaining - parts[i]).ShouldBeGreaterThanOrEqualTo(left - 1);
                remaining -= parts[i];
            }
        });

    [Fact]
    public void No_place_is_luckier_than_another_by_much()
    {
        // 20,000 packets of 100.00 in ten: the mean of every place is 10.00; its standard error is below 0.06.
        var sums = new long[10];
        for (var i = 0; i < 20_000; i++)
        {
            var parts = RedPacketDraw.AllAmounts(RedPacketKind.Lucky, $"seed {i}", 10_000, 10);
            for (var place = 0; place < 10; place++)
            {
                sums[place] += parts[place];
            }
        }

        sums.ShouldAllBe(sum => sum > 20_000L * 970 && sum < 20_000L * 1_030);
    }

    [Fact]
    public void Whoever_comes_whenever_each_has_one_part_what_was_given_and_what_went_back_is_the_total_and_a_replay_is_the_same() =>
        Gen.Select(Gen.Select(Kind, Seed, Terms, Gen.OneOf("JPY", "CNY", "KWD")), Gen.Select(Gen.Int[0, 30], Gen.Int[0, 3], Gen.Int[0, 400]).Array[0, 150], Gen.Bool).Sample(
            (terms, comers, tick) =>
            {
                var (kind, seed, money, currency) = terms;
                var room = Open();
                var start = room.NowUnixMs + 2_000;
                var packet = room.Happens(Operator, new OpenRedPacket(kind, new Money(money.Total, currency), money.Count, null, start, start + 20_000, seed)).Sequence;
                foreach (var (who, platform, elapsed) in comers)
                {
                    room.NowUnixMs += elapsed;
                    room.Do(Comer(who, platform), new GrabRedPacket(packet));
                    if (tick)
                    {
                        room.Tick();
                    }
                }

                room.NowUnixMs = Math.Max(room.NowUnixMs, start + 20_000);
                room.Tick();

                var given = room.Events.Where(e => e.Body is RedPacketGrabbed).ToArray();
                var ended = (RedPacketEnded)room.Events.Single(e => e.Body is RedPacketEnded).Body;
                given.Sum(e => ((RedPacketGrabbed)e.Body).Amount.MinorUnits).ShouldBe(money.Total - ended.Returned.MinorUnits);
                given.Select(e => e.Actor.BuyerKey).ShouldBeUnique();
                given.ShouldAllBe(e => e.AtUnixMs >= start && e.AtUnixMs < start + 20_000);
                given.Select(e => ((RedPacketGrabbed)e.Body).Amount.MinorUnits).ShouldBe(RedPacketDraw.AllAmounts(kind, ended.Seed, money.Total, money.Count).Take(given.Length));
                room.Events.SkipWhile(e => e.Body is not RedPacketEnded).Skip(1).ShouldAllBe(e => !(e.Body is RedPacketGrabbed));

                var replayed = new RoomState();
                Array.ForEach(MessagePackSerializer.Deserialize<RoomEvent[]>(MessagePackSerializer.Serialize(room.Events, Options), Options), replayed.Apply);
                replayed.Hash().ShouldBe(room.State.Hash());
            },
            iter: 400);

    [Fact]
    public void A_snapshot_in_the_middle_of_a_packet_goes_on_the_same() =>
        Gen.Select(Kind, Seed, Gen.Int[0, 20]).Sample(
            (kind, seed, at) =>
            {
                var room = Open();
                var packet = room.Happens(Operator, new OpenRedPacket(kind, new Money(5_000, "CNY"), 12, "hi", null, room.NowUnixMs + 20_000, seed)).Sequence;
                RoomState? copy = null;
                for (var i = 0; i < 20; i++)
                {
                    if (i == at)
                    {
                        copy = RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(MessagePackSerializer.Serialize(room.State.ToSnapshot(), Options), Options));
                    }

                    var before = room.Events.Count;
                    room.Do(Comer(i % 15, i), new GrabRedPacket(packet));
                    room.Events.Skip(before).ToList().ForEach(e => copy?.Apply(e));
                }

                copy?.Hash().ShouldBe(room.State.Hash());
            },
            iter: 200);

    // Every third human has an account, and comes from whichever platform.
    private static Person Comer(int who, int platform) => new(
        platform % 2 == 0 ? "web" : "twitch", $"p{who}", $"Person {who}", Role.Viewer, who % 3 == 0 ? $"member-{who}" : null);
}
