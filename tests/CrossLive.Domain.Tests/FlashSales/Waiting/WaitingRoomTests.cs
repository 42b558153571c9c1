using CrossLive.FlashSales;
using CrossLive.FlashSales.Waiting;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales.Waiting;

/// <summary>What holds for every order of comings, reloads, departures and decisions.</summary>
public sealed class WaitingRoomTests
{
    private const int Scripts = 300;
    private const int Full = 1_000;
    private static readonly WaitingRoomLimits Limits = new(AdmitBelow: 10, AdmittedPerSecond: 1_000_000, MaxBuyers: 64, AgainMs: 5_000, GoneMs: 3_000);

    private static readonly Gen<Step[]> AnySteps =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 40], Gen.Int[0, 5], Gen.Int[0, 900], (kind, buyer, count, ms) => new Step(kind, buyer, count, ms)).Array[0, 250];

    private sealed record Step(int Kind, int Buyer, int Count, int Ms);

    [Fact]
    public void Whoever_waits_goes_in_in_the_order_of_first_coming_however_often_anybody_reloads() =>
        AnySteps.Sample(
            steps =>
            {
                var script = new Script();
                var served = new List<string>();
                Array.ForEach(steps, step => served.AddRange(script.Do(step)));
                served.AddRange(script.TakeAll());

                // The model is a plain list: who is at its end comes last, who leaves is taken out, who reloads stays.
                served.ShouldBe(script.Expected);
            },
            iter: Scripts,
            threads: 1);

    [Fact]
    public void What_is_ahead_of_somebody_who_stays_is_the_number_of_those_who_came_before_and_never_grows() =>
        AnySteps.Sample(
            steps =>
            {
                var script = new Script();
                foreach (var step in steps)
                {
                    script.Do(step);
                    foreach (var (buyer, index) in script.Line.Select((buyer, index) => (buyer, index)).ToArray())
                    {
                        var before = script.LastAhead.GetValueOrDefault(buyer, long.MaxValue);
                        var progress = script.Look(buyer);
                        progress.Ahead.ShouldBeLessThanOrEqualTo(before);
                        progress.Ahead.ShouldBe(index);
                        script.LastAhead[buyer] = progress.Ahead;
                    }

                    script.ForgetThoseWhoLeft();
                }
            },
            iter: Scripts / 3,
            threads: 1);

    [Fact]
    public void A_reload_with_a_new_key_keeps_the_place_and_what_goes_in_is_the_newest_wish()
    {
        var room = new WaitingRoom(Limits);
        var first = room.Come(ClaimOf("ana", 1), Full, 0).Progress!;
        room.Come(ClaimOf("ben", 1), Full, 0).Progress!.Ahead.ShouldBe(1);

        var again = room.Come(ClaimOf("ana", 2), Full, 100).Progress!;

        (again.Place, again.Ahead).ShouldBe((first.Place, 0));
        room.Count.ShouldBe(2);
        var taken = room.Take(10, 200);
        taken.Select(claim => claim.Buyer).ShouldBe(["ana", "ben"]);
        taken[0].Key.ShouldBe(ClaimOf("ana", 2).Key);
    }

    [Fact]
    public void Who_stays_away_is_passed_over_and_not_counted_any_more()
    {
        var room = new WaitingRoom(Limits);
        room.Come(ClaimOf("gone", 1), Full, 0);
        var again = room.Come(ClaimOf("ana", 1), Full, 0).Progress!;
        var lateMs = again.AgainMs + (again.AgainMs / WaitingRoomLimits.JitterPart) + Limits.GoneMs;

        room.Come(ClaimOf("ana", 1), Full, lateMs).Progress!.Ahead.ShouldBe(1);
        room.Come(ClaimOf("ana", 1), Full, lateMs + 1).Progress!.Ahead.ShouldBe(0);

        room.Take(10, lateMs + 1).Select(claim => claim.Buyer).ShouldBe(["ana"]);
    }

    [Fact]
    public void Nobody_waits_where_there_is_room_and_nobody_passes_those_who_wait()
    {
        var room = new WaitingRoom(Limits);
        room.Come(ClaimOf("ana", 1), Limits.AdmitBelow - 1, 0).IsAdmitted.ShouldBeTrue();
        room.Come(ClaimOf("ben", 1), Limits.AdmitBelow, 0).IsAdmitted.ShouldBeFalse();

        room.Come(ClaimOf("cem", 1), 0, 0).IsAdmitted.ShouldBeFalse("somebody waits already");
        room.TryAdmitAll(1, 0, 0).ShouldBeFalse();

        room.Take(10, 0);
        room.Settle([1, 2], 0);
        room.Come(ClaimOf("dan", 1), 0, 0).IsAdmitted.ShouldBeTrue();
    }

    [Fact]
    public void Those_who_are_still_on_their_way_show_that_there_are_too_many_and_nobody_waits_for_them()
    {
        var room = new WaitingRoom(Limits);

        room.TryAdmitAll(1, Limits.AdmitBelow, 0).ShouldBeFalse();
        room.Come(ClaimOf("ana", 1), 0, 0, behind: Limits.AdmitBelow - 1).IsAdmitted.ShouldBeTrue();
        room.Come(ClaimOf("ben", 1), 0, 0, behind: Limits.AdmitBelow).Progress.ShouldNotBeNull().Ahead.ShouldBe(0);
    }

    [Fact]
    public void A_round_that_fails_puts_those_who_were_taken_back_in_front_and_nobody_sees_the_line_grow()
    {
        var room = new WaitingRoom(Limits);
        foreach (var buyer in new[] { "ana", "ben", "cem" })
        {
            room.Come(ClaimOf(buyer, 1), Full, 0);
        }

        room.Take(2, 0).Count.ShouldBe(2);
        room.Come(ClaimOf("cem", 1), Full, 0).Progress!.Ahead.ShouldBe(2);
        room.PutBack();
        room.Come(ClaimOf("cem", 1), Full, 0).Progress!.Ahead.ShouldBe(2);

        room.Take(10, 0).Select(claim => claim.Buyer).ShouldBe(["ana", "ben", "cem"]);
    }

    [Fact]
    public void The_room_holds_no_more_than_its_limit_and_says_so()
    {
        var room = new WaitingRoom(Limits);
        for (var i = 0; i < Limits.MaxBuyers; i++)
        {
            room.Come(ClaimOf($"buyer-{i}", 1), Full, 0).Progress.ShouldNotBeNull();
        }

        var refused = room.Come(ClaimOf("one too many", 1), Full, 0);

        (refused.IsAdmitted, refused.Progress, refused.RetryAfterMs).ShouldBe((false, null, Limits.AgainMs));
        room.Count.ShouldBe(Limits.MaxBuyers);
        room.Come(ClaimOf("buyer-63", 2), Full, 0).Progress!.Place.ShouldBe(64, "who has a place keeps it in a full room");
    }

    [Fact]
    public void Everybody_who_comes_again_when_asked_goes_in_however_large_the_crowd()
    {
        const int Crowd = 5_000;
        var room = new WaitingRoom(Limits with { MaxBuyers = Crowd });
        var dueMs = new PriorityQueue<string, long>();
        var served = new List<string>();
        for (var i = 0; i < Crowd; i++)
        {
            dueMs.Enqueue($"buyer-{i}", room.Come(ClaimOf($"buyer-{i}", 1), Full, i / 10).Progress!.AgainMs + (i / 10));
        }

        for (long nowMs = 500; room.Count > 0; nowMs += 100)
        {
            while (dueMs.TryPeek(out var buyer, out var due) && due <= nowMs)
            {
                dueMs.Dequeue();
                if (room.Holds(buyer))
                {
                    dueMs.Enqueue(buyer, nowMs + room.Come(ClaimOf(buyer, 1), Full, nowMs).Progress!.AgainMs);
                }
            }

            var taken = room.Take(7, nowMs);
            served.AddRange(taken.Select(claim => claim.Buyer));
            room.Decided(taken.Count, nowMs);
            room.Settle([.. taken.Select(_ => 0L)], nowMs);
        }

        served.ShouldBe([.. Enumerable.Range(0, Crowd).Select(i => $"buyer-{i}")]);
    }

    [Fact]
    public void The_time_that_is_told_is_within_a_quarter_of_what_it_takes_where_the_rate_is_steady() =>
        Gen.Select(Gen.Int[1, 400], Gen.Int[20, 500], Gen.Int[0, 1_000]).Sample(
            (perSecond, crowd, seed) =>
            {
                var random = new Random(seed);
                var room = new WaitingRoom(Limits with { MaxBuyers = 1_000, AgainMs = 60_000 });
                var told = new List<(long AtMs, long EtaMs)>();
                for (var i = 0; i < crowd; i++)
                {
                    room.Come(ClaimOf($"buyer-{i}", 1), 0, 0);
                }

                // Rounds as they come: uneven, with a steady mean.
                long nowMs = 0;
                var owed = 0.0;
                while (room.Holds($"buyer-{crowd - 1}"))
                {
                    var stepMs = random.Next(5, 200);
                    nowMs += stepMs;
                    owed += stepMs * perSecond / 1_000.0;
                    var taken = room.Take((int)owed, nowMs);
                    owed -= (int)owed;
                    room.Decided(taken.Count, nowMs);
                    room.Settle([.. taken.Select(_ => 0L)], nowMs);
                    if (nowMs > 3_000 && room.Holds($"buyer-{crowd - 1}") && room.Come(ClaimOf($"buyer-{crowd - 1}", 1), 0, nowMs).Progress is { EtaMs: { } etaMs })
                    {
                        told.Add((nowMs, etaMs));
                    }

                    for (var i = 0; i < crowd; i++)
                    {
                        if (room.Holds($"buyer-{i}"))
                        {
                            room.Come(ClaimOf($"buyer-{i}", 1), 0, nowMs);
                        }
                    }
                }

                // A claim more or less is what a rate that is counted in claims can be off by.
                told.ShouldAllBe(look => Math.Abs(nowMs - look.AtMs - look.EtaMs) <= (0.25 * (nowMs - look.AtMs)) + (1_500.0 / perSecond) + 300);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void No_more_are_let_in_a_second_than_the_limit_says()
    {
        var room = new WaitingRoom(Limits with { AdmittedPerSecond = 2 });
        room.Come(ClaimOf("ana", 1), 0, 0).IsAdmitted.ShouldBeTrue();
        room.Come(ClaimOf("ben", 1), 0, 0).IsAdmitted.ShouldBeFalse();
        room.Come(ClaimOf("cem", 1), 0, 0).IsAdmitted.ShouldBeFalse();

        room.NextTurnAtMs(0).ShouldBe(500);
        room.Take(10, 499).ShouldBeEmpty();
        room.Take(10, 500).Select(claim => claim.Buyer).ShouldBe(["ben"]);
        room.Settle([1], 500);
        room.NextTurnAtMs(500).ShouldBe(1_000);
    }

    [Fact]
    public void A_buyer_who_comes_with_another_key_after_its_turn_is_told_of_its_claim_once_and_a_third_key_is_a_new_wish()
    {
        var room = new WaitingRoom(Limits);
        room.Come(ClaimOf("ana", 1), Full, 0);
        room.Take(10, 0);
        room.Settle([17], 0);

        room.Collect("ana", ClaimOf("ana", 2).Key, 1).ShouldBe(17);
        room.Collect("ana", ClaimOf("ana", 2).Key, 2).ShouldBe(17, "a repeat of the question has the same answer");
        room.Collect("ana", ClaimOf("ana", 3).Key, 3).ShouldBe(0);
        room.IsIdle.ShouldBeFalse();
        room.Collect("ana", ClaimOf("ana", 4).Key, WaitingRoomLimits.ServedMs).ShouldBe(0);
        room.IsIdle.ShouldBeTrue();
    }

    private static ClaimPieces ClaimOf(string buyer, int key) => new(new CommandKey((ulong)key, (ulong)buyer.GetHashCode(StringComparison.Ordinal)), 1, buyer, PlatformId.Web, 1, "EUR", 0, 0);

    /// <summary>Plays steps against the room, and against a plain list.</summary>
    private sealed class Script
    {
        private readonly WaitingRoom _room = new(Limits);
        private long _nowMs;
        private int _keys;

        public List<string> Line { get; } = [];

        public List<string> Expected { get; } = [];

        public Dictionary<string, long> LastAhead { get; } = new(StringComparer.Ordinal);

        public List<string> Do(Step step)
        {
            // All who wait come again in time, but the one who leaves.
            _nowMs += step.Ms;
            var buyer = $"buyer-{step.Buyer}";
            switch (step.Kind)
            {
                case 0 or 1:
                    return Take(step.Count);
                case 2 when step.Count > 2:
                    // Taken, and the round fails.
                    _room.Take(step.Count, _nowMs);
                    _room.PutBack();
                    break;
                case 3:
                    _room.Leave(buyer).ShouldBe(Line.Remove(buyer));
                    break;
                default:
                    var answer = _room.Come(ClaimOf(buyer, ++_keys), Full, _nowMs);
                    if (answer.Progress is not null && !Line.Contains(buyer))
                    {
                        Line.Add(buyer);
                    }

                    break;
            }

            Line.ForEach(waiting => Look(waiting));
            return [];
        }

        public WaitingProgress Look(string buyer) => _room.Come(ClaimOf(buyer, ++_keys), Full, _nowMs).Progress!;

        public List<string> TakeAll() => Take(int.MaxValue);

        public void ForgetThoseWhoLeft()
        {
            foreach (var buyer in LastAhead.Keys.Except(Line, StringComparer.Ordinal).ToArray())
            {
                LastAhead.Remove(buyer);
            }
        }

        private List<string> Take(int count)
        {
            List<string> taken = [.. _room.Take(count, _nowMs).Select(claim => claim.Buyer)];
            _room.Settle([.. taken.Select(_ => 1L)], _nowMs);
            var expected = Line.Take(count).ToArray();
            Expected.AddRange(expected);
            Line.RemoveRange(0, expected.Length);
            return taken;
        }
    }
}
