using CrossLive.Gateway.Fanout;
using CrossLive.Rooms;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>Batches that come lost, doubled and out of order, gaps that are filled by reading, viewers that read whenever they like.</summary>
public sealed class FeedStateProperties
{
    private const int Count = 400;

    private static readonly Gen<(int From, int Length, int Kind)> AnyStep = Gen.Select(Gen.Int[0, Count - 1], Gen.Int[1, 30], Gen.Int[0, 5]);

    [Fact]
    public void Any_arrival_gives_every_viewer_every_event_once_and_in_order() =>
        Gen.Select(AnyStep.Array[1, 150], Gen.Int[1, Count / 2], Gen.Int[0, Count], Gen.Int[1, 64]).Sample(
            (steps, startAt, epochEnd, maxFrame) => Run(steps, startAt, epochEnd, maxFrame), iter: 2_000);

    private static void Run((int From, int Length, int Kind)[] steps, int startAt, int epochEnd, int maxFrame)
    {
        var events = RoomHistory.Events(Count, epochEnd);
        var state = new FeedState(8_192, maxFrame);
        var viewers = Enumerable.Range(0, 3).Select(_ => new List<long>()).ToArray();
        var published = startAt;
        var isStarted = false;
        foreach (var (from, length, kind) in steps)
        {
            switch (kind)
            {
                case 0 when !isStarted:
                    state.Start(RoomHistory.ViewAt(events, published), events[..published]);
                    isStarted = true;
                    break;
                case 0:
                    Fill(state, events, published);
                    break;
                case 1:
                    Read(state, viewers[from % viewers.Length]);
                    break;
                case 2:
                    // An old batch once more.
                    state.Accept(events[Math.Min(from, published)..Math.Min(from + length, published)]);
                    break;
                case 3:
                    // A batch is lost on its way.
                    published = Math.Min(Count, published + length);
                    break;
                default:
                    var before = published;
                    published = Math.Min(Count, published + length);
                    if (published > before)
                    {
                        var isGap = state.Accept(events[before..published]);
                        isGap.ShouldBe(isStarted && state.Head.Sequence < published);
                    }

                    break;
            }
        }

        if (!isStarted)
        {
            state.Start(RoomHistory.ViewAt(events, published), events[..published]);
        }

        Fill(state, events, published);
        state.View().ShouldBeEquivalentTo(RoomHistory.ViewAt(events, published));
        foreach (var viewer in viewers)
        {
            Read(state, viewer);
            viewer.ShouldBe(Enumerable.Range(1, published).Select(i => (long)i));
        }
    }

    private static void Fill(FeedState state, RoomEvent[] events, int published)
    {
        if (state.Head.Sequence < published)
        {
            state.Accept(events[(int)state.Head.Sequence..published]);
        }

        state.Head.Sequence.ShouldBe(published);
    }

    private static void Read(FeedState state, List<long> seen)
    {
        while (state.IsStarted && state.FrameAfter(seen.Count == 0 ? 0 : seen[^1]) is { } frame)
        {
            seen.AddRange(frame.Frame.Events.Select(e => e.Position.Sequence));
        }
    }
}
