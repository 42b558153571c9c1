using CrossLive.Gateway.Fanout;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Fanout;

public sealed class CounterMergeTests
{
    [Fact]
    public void Whoever_applies_the_merged_events_sees_what_the_events_themselves_show() => AnyEvents.Run.Sample(events =>
    {
        WireEvent[] wire = [.. events.Select(WireEvent.Of)];

        var merged = CounterMerge.Of(wire);

        ViewOf(merged.Select(e => e.Event!)).ShouldBeEquivalentTo(ViewOf(events));
        merged.Select(e => (e.Position, e.Kind, e.AtUnixMs)).ShouldBe(wire.Select(e => (e.Position, e.Kind, e.AtUnixMs)));
    });

    [Fact]
    public void A_total_is_sent_once_in_a_frame() => AnyEvents.Run.Sample(events =>
    {
        var counters = CounterMerge.Of([.. events.Select(WireEvent.Of)]).Select(e => e.Event!.Body).OfType<CountersMerged>().ToArray();

        counters.SelectMany(merged => merged.Likes.Select(count => count.Platform)).ShouldBeUnique();
        counters.SelectMany(merged => merged.Viewers.Select(count => count.Platform)).ShouldBeUnique();
    });

    [Fact]
    public void Whoever_has_a_part_of_the_frame_already_sees_the_same_from_there() => Gen.Select(AnyEvents.Run, Gen.Int[0, 80]).Sample((events, has) =>
    {
        // A client passes over what its position covers.
        var position = Math.Min(has, events.Length);
        var merged = CounterMerge.Of([.. events.Select(WireEvent.Of)]);

        ViewOf([.. events[..position], .. merged[position..].Select(e => e.Event!)]).ShouldBeEquivalentTo(ViewOf(events));
    });

    [Fact]
    public void Events_of_which_nothing_is_replaced_are_passed_on_as_they_are_and_the_ring_s_own_stay_whole()
    {
        WireEvent[] one = [WireEvent.Of(AnyEvents.Event(1, new CountersMerged([new PlatformCount("web", 1)], []))), WireEvent.Of(AnyEvents.Chat(Role.Viewer, 2))];
        CounterMerge.Of(one).ShouldBeSameAs(one);

        WireEvent[] two = [one[0], WireEvent.Of(AnyEvents.Event(2, new CountersMerged([new PlatformCount("web", 2)], [])))];
        CounterMerge.Of(two).ShouldNotBeSameAs(two);
        ((CountersMerged)two[0].Event!.Body).Likes.Single().Count.ShouldBe(1);
    }

    [Fact]
    public void A_thinned_event_keeps_its_place()
    {
        var counters = new CountersMerged([new PlatformCount("web", 1)], []);
        WireEvent[] events = [WireEvent.Of(AnyEvents.Event(1, counters)), WireEvent.Thinned(AnyEvents.Chat(Role.Viewer, 2)), WireEvent.Of(AnyEvents.Event(3, counters))];

        CounterMerge.Of(events)[1].ShouldBe(events[1]);
    }

    private static RoomViewSnapshot ViewOf(IEnumerable<RoomEvent> events)
    {
        var view = new RoomView();
        foreach (var e in events)
        {
            view.Apply(e);
        }

        return view.ToSnapshot();
    }
}
