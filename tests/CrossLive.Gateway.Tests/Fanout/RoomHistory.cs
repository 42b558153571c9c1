using CrossLive.Rooms;

namespace CrossLive.Gateway.Tests.Fanout;

/// <summary>A room's events and what viewers see after each.</summary>
internal static class RoomHistory
{
    private static readonly Person Vera = new(PlatformId.Web, "v1", "Vera");

    /// <summary>Events 1 to <paramref name="count"/>; the epoch goes up after each of the sequences given.</summary>
    public static RoomEvent[] Events(int count, params int[] lastOfEpoch) => [.. Enumerable.Range(1, count).Select(sequence => Event(1 + lastOfEpoch.Count(last => last < sequence), sequence))];

    public static RoomEvent Event(long epoch, long sequence, string? text = null) => new(
        new Position(epoch, sequence), 1_800_000_000_000 + sequence, Vera, sequence == 1 ? new RoomOpened("The show") : new ChatPosted(text ?? $"m{sequence}", null, null), []);

    /// <summary>What viewers see after the event with this sequence.</summary>
    public static RoomViewSnapshot ViewAt(IEnumerable<RoomEvent> events, long sequence)
    {
        var view = new RoomView();
        foreach (var e in events.TakeWhile(e => e.Sequence <= sequence))
        {
            view.Apply(e);
        }

        return view.ToSnapshot();
    }
}
