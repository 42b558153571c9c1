using CrossLive.Media;
using CrossLive.Media.Workers;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.Media.Workers;

public sealed class RenditionChooserTests
{
    // 1080p 4,500 (3,000 at least), 480p 1,500 (600), 240p 400 (100).
    private static readonly IReadOnlyList<Rendition> Renditions = Rendition.Of(1920, 1080, 30, 1080);

    [Fact]
    public void Destinations_whose_links_carry_it_share_the_largest_whole()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500), Wish("b", 4_500)]).Select(Short).ShouldBe([(0, false), (0, false)]);
        chooser.Kbps.ShouldBe([4_500, 1_500, 400]);
    }

    [Fact]
    public void The_only_taker_of_a_rendition_is_sent_the_rate_that_its_link_carries()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 3_200)]).Select(Short).ShouldBe([(0, false)]);
        chooser.Kbps[0].ShouldBe(3_200);
        chooser.Choose(1, [Wish("a", 800)]).Select(Short).ShouldBe([(0, false)], "not for less than four seconds");
        chooser.Kbps[0].ShouldBe(800);
        chooser.Choose(1 + RenditionChooser.OwnDownAfterMs, [Wish("a", 800)]).Select(Short).ShouldBe([(1, false)]);
        chooser.Kbps[1].ShouldBe(800);
        chooser.Choose(2 + RenditionChooser.OwnDownAfterMs, [Wish("a", 150)])[0].IsOwn.ShouldBeTrue();
        chooser.Choose(2 + (2 * RenditionChooser.OwnDownAfterMs), [Wish("a", 150)]).Select(Short).ShouldBe([(2, false)]);
        chooser.Kbps[2].ShouldBe(150);
    }

    [Fact]
    public void Who_has_a_rendition_to_itself_keeps_its_size_where_its_link_comes_back_in_time_or_was_gone_altogether()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500)]);
        chooser.Choose(1_000, [Wish("a", 150)])[0].Index.ShouldBe(0);
        chooser.Choose(4_000, [Wish("a", 3_500)])[0].Index.ShouldBe(0);
        chooser.Choose(5_000, [Wish("a", 150)])[0].Index.ShouldBe(0);
        chooser.Choose(6_000, [Wish("a", 150) with { Mode = MediaMode.Slate }]).Select(Short).ShouldBe([(0, true)]);
        chooser.Choose(9_500, [Wish("a", 150)])[0].Index.ShouldBe(0);
        chooser.Choose(13_499, [Wish("a", 2_900)])[0].Index.ShouldBe(0);
        chooser.Choose(13_500, [Wish("a", 2_900)])[0].Index.ShouldBe(1);
    }

    [Fact]
    public void A_rendition_is_somebodys_own_as_long_as_nobody_else_takes_it()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500)]).Select(turn => turn.IsOwn).ShouldBe([true]);
        chooser.Choose(1, [Wish("a", 4_500), Wish("b", 4_500)]).Select(turn => turn.IsOwn).ShouldBe([false, false]);
        chooser.Choose(2, [Wish("a", 4_500), Wish("b", 1_500)]).Select(turn => turn.IsOwn).ShouldBe([true, true], "of several, each goes to a smaller size at once");
    }

    [Fact]
    public void Nobody_is_sent_less_for_the_sake_of_another()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("poor", 3_200), Wish("good", 4_500)]).Select(Short).ShouldBe([(1, false), (0, false)]);
        chooser.Kbps.ShouldBe([4_500, 1_500, 400]);
        RenditionWish[] wishes = [Wish("poor", 250), Wish("good", 4_500), Wish("third", 500)];
        chooser.Choose(1, wishes).Select(Short).ShouldBe([(1, false), (0, false), (2, false)]);
        chooser.Kbps.ShouldBe([4_500, 250, 400]);
        chooser.Choose(1 + RenditionChooser.OwnDownAfterMs, wishes).Select(Short).ShouldBe([(2, true), (0, false), (2, false)]);
        chooser.Kbps.ShouldBe([4_500, 1_500, 400]);
    }

    [Fact]
    public void A_rendition_is_made_for_those_who_may_be_sent_a_little_less_than_its_rate_and_not_for_those_who_may_be_sent_much_less()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500), Wish("b", 3_600) with { MostBps = 3_600_000 }]).Select(Short).ShouldBe([(0, false), (0, false)]);
        chooser.Kbps.ShouldBe([3_600, 1_500, 400]);
        chooser.Choose(1, [Wish("a", 4_500), Wish("b", 3_600) with { MostBps = 3_600_000 }, Wish("c", 3_100) with { MostBps = 3_100_000 }]).Select(Short).ShouldBe([(0, false), (0, false), (1, false)]);
        chooser.Kbps.ShouldBe([3_600, 1_500, 400]);

        chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 3_100) with { MostBps = 3_100_000 }, Wish("b", 3_100) with { MostBps = 3_100_000 }]).Select(Short).ShouldBe([(0, false), (0, false)], "nobody may be sent more");
        chooser.Kbps[0].ShouldBe(3_100);
    }

    [Fact]
    public void One_that_keeps_its_size_is_sent_its_own_rate_alone_and_the_slate_among_others()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 900) with { KeepsSize = true }]).Select(Short).ShouldBe([(0, false)]);
        chooser.Kbps[0].ShouldBe(900);
        chooser.Choose(1, [Wish("a", 900) with { KeepsSize = true }, Wish("b", 4_500)]).Select(Short).ShouldBe([(0, true), (0, false)]);
        chooser.Kbps[0].ShouldBe(4_500);
    }

    [Fact]
    public void The_slate_keeps_the_size_of_what_it_stands_in_for()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500)]);
        chooser.Choose(1, [Wish("a", 300) with { Mode = MediaMode.Slate }]).Select(Short).ShouldBe([(0, true)]);
        chooser.Choose(2, [Wish("a", 300)]).Select(Short).ShouldBe([(0, false)]);
        chooser.Choose(2 + RenditionChooser.OwnDownAfterMs, [Wish("a", 300)]).Select(Short).ShouldBe([(2, false)]);
    }

    [Fact]
    public void Down_is_at_once_and_up_after_a_wait_that_doubles_with_each_try_that_fails()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 4_500), Wish("b", 4_500)]);
        var waits = new List<long>();
        var now = 0L;
        for (var tries = 0; tries < 7; tries++)
        {
            chooser.Choose(++now, [Wish("a", 2_000), Wish("b", 4_500)])[0].Index.ShouldBe(1);
            var downAt = now;
            while (chooser.Choose(++now, [Wish("a", 4_500), Wish("b", 4_500)])[0].Index == 1)
            {
            }

            waits.Add(now - downAt);
            now += 1_000;
        }

        waits.ShouldBe([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);

        // One that held begins anew.
        now += RenditionChooser.FailedWithinMs;
        chooser.Choose(++now, [Wish("a", 2_000), Wish("b", 4_500)]);
        chooser.Choose(now + RenditionChooser.UpAfterMs, [Wish("a", 4_500), Wish("b", 4_500)])[0].Index.ShouldBe(0);
    }

    [Fact]
    public void Whatever_links_do_nobody_is_sent_much_more_than_its_link_carries_and_rates_stay_within_the_renditions()
    {
        var wishes = Gen.Select(Gen.Int[0, 4], Gen.Bool, Gen.Int[100, 4_500], Gen.Int[100, 4_500], Gen.Bool, (id, slate, kbps, mostKbps, keeps) => new RenditionWish($"d{id}", slate ? MediaMode.Slate : MediaMode.Picture, Math.Min(kbps, mostKbps) * 1_000, keeps) { MostBps = mostKbps * 1_000 })
            .Array[0, 5].Select(all => all.DistinctBy(wish => wish.Id).ToArray());
        wishes.Array[1, 30].Sample(
            steps =>
            {
                var chooser = new RenditionChooser(Renditions);
                var now = 0L;
                foreach (var step in steps)
                {
                    now += 3_000;
                    var turns = chooser.Choose(now, step);
                    for (var i = 0; i < step.Length; i++)
                    {
                        var kbps = chooser.Kbps[turns[i].Index];
                        (turns[i].IsSlate || kbps * RenditionChooser.LeastSharedShare <= step[i].VideoBps / 1_000).ShouldBeTrue();
                        (step[i].Mode == MediaMode.Picture || turns[i].IsSlate).ShouldBeTrue();
                    }

                    for (var i = 0; i < Renditions.Count; i++)
                    {
                        chooser.Kbps[i].ShouldBeInRange(BitrateLimits.LeastVideoBps / 1_000, Renditions[i].Kbps);
                    }
                }
            },
            threads: 1);
    }

    [Fact]
    public void Nobody_is_to_want_more_than_what_the_next_size_needs()
    {
        var chooser = new RenditionChooser(Renditions);
        chooser.Choose(0, [Wish("a", 300)]).ShouldHaveSingleItem().CeilingBps.ShouldBe((int)(600_000 * RenditionChooser.UpShare), "alone: the least that the next is used for");
        chooser.Choose(1, [Wish("a", 300), Wish("b", 1_500)])[0].CeilingBps.ShouldBe(1_500_000, "with others: all of it");
        chooser.Choose(2, [Wish("a", 300), Wish("b", 4_500)])[1].CeilingBps.ShouldBe((int)(3_000_000 * RenditionChooser.UpShare), "it has not gone up yet, and nobody else is there");
    }

    private static (int Index, bool IsSlate) Short(RenditionTurn turn) => (turn.Index, turn.IsSlate);

    private static RenditionWish Wish(string id, int kbps) => new(id, MediaMode.Picture, kbps * 1_000, KeepsSize: false);
}
