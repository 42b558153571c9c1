using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Fanout.Tests.Fanout;

/// <summary>Events of every kind, given or generated.</summary>
internal static class AnyEvents
{
    private static readonly string[] Platforms = ["web", "twitch", "youtube"];

    private static readonly Gen<PlatformCount[]> Counts =
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, 1_000]).Array[0, 3].Select(counts => counts.DistinctBy(count => count.Item1).Select(count => new PlatformCount(Platforms[count.Item1], count.Item2)).ToArray());

    private static readonly Gen<RoomEventBody> Body = Gen.Frequency(
        (6, Gen.Select(Counts, Counts).Select(RoomEventBody (counts) => new CountersMerged(counts.Item1, counts.Item2))),
        (2, Gen.Int[0, Kinds().Length - 1].Select(i => Kinds()[i])));

    /// <summary>Contiguous events from the first of a room on, many of them counters.</summary>
    public static readonly Gen<RoomEvent[]> Run = Body.Array[1, 80].Select(bodies => bodies.Select((body, i) => Event(i + 1, body)).ToArray());

    public static RoomEvent Chat(Role role, long sequence = 1) => Event(sequence, new ChatPosted("hello", null, null), role);

    /// <summary>One event of each kind by a person of each role.</summary>
    public static IEnumerable<RoomEvent> OfEveryKind() => Kinds().SelectMany(body => Enum.GetValues<Role>().Select(role => Event(1, body, role)));

    public static RoomEvent Event(long sequence, RoomEventBody body, Role role = Role.Viewer) =>
        new(new Position(1, sequence), 1_800_000_000_000 + sequence, new Person("web", "p1", "Pia", role), body, []);

    private static RoomEventBody[] Kinds() =>
    [
        new RoomOpened("The show"),
        new RoomClosed("over"),
        new ChatPosted("hello", null, null),
        new CountersMerged([new PlatformCount("web", 3)], []),
        new GiftSent("rose", "Rose", 1, new Money(100, "EUR"), 1, null, null),
        new Shared(null),
        new Followed(),
        new Announced("welcome"),
        new Pinned("read this", null),
        new Unpinned(),
        new MessageDeleted(3),
        new UserMuted("web", "p2", null),
        new UserUnmuted("web", "p2"),
        new SlowModeSet(5_000),
        new WordListSet(["no"]),
    ];
}
