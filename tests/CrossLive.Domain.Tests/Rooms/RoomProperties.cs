using CrossLive.Rooms;
using CsCheck;
using MessagePack;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Rooms;

/// <summary>What holds for every interleaving of any commands by many actors.</summary>
public sealed class RoomProperties
{
    private const int Scripts = 400;
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    [Fact]
    public void Sequences_are_contiguous_times_never_go_back_and_every_event_answers_one_accepted_command() =>
        ForAll(played =>
        {
            played.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, played.Events.Count).Select(i => (long)i));
            played.Events.Zip(played.Events.Skip(1)).ShouldAllBe(pair => pair.Second.AtUnixMs >= pair.First.AtUnixMs);

            var sequenced = Accepted(played).Where(accepted => !IsMerged(accepted.Command)).Select(accepted => accepted.Answer.Position).ToArray();
            sequenced.ShouldBe(played.Events.Where(e => e.Body is not CountersMerged).Select(e => e.Position));
        });

    [Fact]
    public void Every_command_is_answered_once() =>
        ForAll(played =>
        {
            played.Answers.Keys.Order().ShouldBe(Enumerable.Range(0, played.Steps.Count));
            played.Answers.Values.ShouldAllBe(given => given.Count == 1);
        });

    [Fact]
    public void Replaying_the_stored_events_gives_the_same_hash() =>
        ForAll(played =>
        {
            var stored = MessagePackSerializer.Deserialize<RoomEvent[]>(MessagePackSerializer.Serialize(played.Events, Options), Options);
            var replayed = new RoomState();
            Array.ForEach(stored, replayed.Apply);
            replayed.Hash().ShouldBe(played.State.Hash());
        });

    [Fact]
    public void A_snapshot_at_any_point_and_the_events_after_it_give_the_same_hash() =>
        Gen.Select(RoomScript.Any, Gen.Int[0, 249]).Sample(
            (steps, at) =>
            {
                (byte[] Bytes, int Events) snapshot = default;
                var step = 0;
                var played = Played.Of(steps, now =>
                {
                    if (step++ == Math.Min(at, steps.Length - 1))
                    {
                        snapshot = (MessagePackSerializer.Serialize(now.State.ToSnapshot(), Options), now.Events.Count);
                    }
                });

                var state = RoomState.From(MessagePackSerializer.Deserialize<RoomStateSnapshot>(snapshot.Bytes, Options));
                played.Events.Skip(snapshot.Events).ToList().ForEach(state.Apply);
                state.Hash().ShouldBe(played.State.Hash());
            },
            iter: Scripts);

    [Fact]
    public void Total_likes_are_the_sum_of_the_likes_that_were_accepted() =>
        ForAll(played =>
        {
            var expected = Accepted(played).Where(accepted => accepted.Command.Body is SendLikes)
                .GroupBy(accepted => accepted.Command.Actor.Platform, accepted => ((SendLikes)accepted.Command.Body).Count)
                .Select(group => new PlatformCount(group.Key, group.Sum()))
                .OrderBy(count => count.Platform, StringComparer.Ordinal);
            played.State.View.ToSnapshot().Likes.ShouldBe(expected);
        });

    [Fact]
    public void Gift_totals_are_the_sum_of_the_gifts_that_were_accepted_by_platform_and_currency() =>
        ForAll(played =>
        {
            var expected = Accepted(played).Select(accepted => (accepted.Command.Actor.Platform, Gift: accepted.Command.Body as SendGift))
                .Where(given => given.Gift?.UnitPrice is not null)
                .GroupBy(given => (given.Platform, given.Gift!.UnitPrice!.Value.CurrencyCode), given => given.Gift!)
                .Select(group => new GiftTotal(
                    group.Key.Platform,
                    new Money(group.Sum(gift => gift.UnitPrice!.Value.MinorUnits * gift.Quantity), group.Key.CurrencyCode),
                    group.Sum(gift => gift.Quantity)))
                .OrderBy(total => total.Platform, StringComparer.Ordinal).ThenBy(total => total.Total.CurrencyCode, StringComparer.Ordinal);
            played.State.View.ToSnapshot().GiftTotals.ShouldBe(expected);
        });

    [Fact]
    public void Repeating_everything_adds_no_event_and_answers_with_the_same_positions() =>
        ForAll(played =>
        {
            var done = Accepted(played).Where(accepted => accepted.Command.Key is not null).ToArray();
            var (events, hash) = (played.Events.Count, played.State.Hash());
            for (var i = 0; i < done.Length; i++)
            {
                played.Add(1_000 + i, done[i].Command);
                played.Answers[1_000 + i].ShouldHaveSingleItem().ShouldBe(new CommandAnswer(CommandOutcome.Repeated, done[i].Answer.Position));
            }

            played.Events.Count.ShouldBe(events);
            played.State.Hash().ShouldBe(hash);
            played.Sequencer.HasPendingCounters.ShouldBeFalse();
        });

    [Fact]
    public void Every_key_has_one_effect() =>
        ForAll(played =>
        {
            var keys = played.Events.SelectMany(e => e.Keys, (e, key) => key.Key).ToArray();
            keys.Distinct().Count().ShouldBe(keys.Length);
            Accepted(played).Where(accepted => accepted.Command.Key is not null)
                .ShouldAllBe(accepted => played.Events[(int)accepted.Answer.Position.Sequence - 1].Keys.Any(key => key.Key == accepted.Command.Key));
        });

    [Fact]
    public void Every_list_of_the_state_stays_within_its_limit() =>
        RoomScript.Any.Sample(
            steps => Played.Of(steps, played =>
            {
                var state = played.State.ToSnapshot();
                state.View.RecentMessages.Count.ShouldBeLessThanOrEqualTo(RoomLimits.RecentMessages);
                state.View.Likes.Concat(state.View.Viewers).Select(count => count.Platform).Distinct().Count().ShouldBeLessThanOrEqualTo(RoomLimits.MaxPlatforms);
                state.View.GiftTotals.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxGiftTotals);
                state.Combos.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxCombos);
                state.Mutes.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxMutes);
                state.LastSpoke.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxSlowModePeople);
                state.Words.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxWords);
                state.EpochStarts.Count.ShouldBeLessThanOrEqualTo(RoomLimits.MaxEpochs);
            }),
            iter: Scripts / 4);

    [Fact]
    public void A_refused_command_changes_nothing() =>
        RoomScript.Any.Sample(
            steps =>
            {
                var before = new RoomState().Hash();
                var step = 0;
                Played.Of(steps, played =>
                {
                    var hash = played.State.Hash();
                    if (!steps[step].Tick && step < steps.Length - 1
                        && played.Answers.TryGetValue(step, out var given) && given[0].Outcome != CommandOutcome.Accepted)
                    {
                        hash.ShouldBe(before);
                    }

                    before = hash;
                    step++;
                });
            },
            iter: Scripts / 4);

    private static void ForAll(Action<Played> holds) => RoomScript.Any.Sample(steps => holds(Played.Of(steps)), iter: Scripts);

    private static bool IsMerged(RoomCommand command) => command.Body is SendLikes or CountViewers or ChangeViewers;

    private static IEnumerable<(RoomCommand Command, CommandAnswer Answer)> Accepted(Played played) =>
        played.Steps.Select((step, i) => (step.Command, Answer: played.Answers[i][0])).Where(answered => answered.Answer.Outcome == CommandOutcome.Accepted);
}
