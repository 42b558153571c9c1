using CrossLive.Rooms;
using CsCheck;

namespace CrossLive.Domain.Tests.Rooms;

/// <summary>One step of a script: some time passes (or the clock goes back), then a command comes, then perhaps a tick.</summary>
internal sealed record Step(int ElapsedMs, RoomCommand Command, bool Tick);

/// <summary>What a script came to.</summary>
internal sealed class Played
{
    private Played(IReadOnlyList<Step> steps) => Steps = steps;

    public IReadOnlyList<Step> Steps { get; }

    public List<RoomEvent> Events { get; } = [];

    /// <summary>Answers by step, in the order in which they were given.</summary>
    public Dictionary<int, List<CommandAnswer>> Answers { get; } = [];

    public RoomState State => Sequencer.State;

    public RoomSequencer Sequencer { get; } = new(new RoomState(), epoch: 1);

    public long NowUnixMs { get; private set; } = 1_700_000_000_000;

    /// <summary>Plays a script from an empty room; <paramref name="after"/> sees the state after every event.</summary>
    public static Played Of(IReadOnlyList<Step> steps, Action<Played>? after = null)
    {
        var played = new Played(steps);
        for (var i = 0; i < steps.Count; i++)
        {
            played.NowUnixMs += steps[i].ElapsedMs;
            played.Add(i, steps[i].Command);
            if (steps[i].Tick || i == steps.Count - 1)
            {
                played.Collect(plan => played.Sequencer.Tick(plan, played.NowUnixMs));
            }

            after?.Invoke(played);
        }

        return played;
    }

    public void Add(int ticket, RoomCommand command) => Collect(plan => Sequencer.Add(plan, ticket, command, NowUnixMs));

    private void Collect(Action<RoomPlan> act)
    {
        var plan = new RoomPlan();
        act(plan);
        Events.AddRange(plan.Events);
        foreach (var (ticket, answer) in plan.Answers)
        {
            (Answers.TryGetValue(ticket, out var given) ? given : Answers[ticket] = []).Add(answer);
        }
    }
}

/// <summary>Scripts of any commands by many actors, right and wrong ones, with keys that come again.</summary>
internal static class RoomScript
{
    private static readonly Gen<Person> Actor = Gen.OneOf(
        LiveRoom.Viewer, LiveRoom.Viewer with { Id = "victor" }, LiveRoom.Moderator, LiveRoom.Operator, LiveRoom.Guest, LiveRoom.Connector,
        LiveRoom.Guest with { Platform = "youtube" }, LiveRoom.Connector with { Platform = "youtube" }, LiveRoom.Guest with { Id = "half\uD83D" }, LiveRoom.Viewer with { Id = "" });

    private static readonly Gen<string> Text = Gen.Frequency(
        (8, Gen.OneOf("hello", "你好 👩‍👩‍👧", "spam", "สวัสดี", "  \t", "a\0b", "\uD83D", "\u202Eevil")), (1, Gen.Char.Array[0, 600].Select(c => new string(c))));

    private static readonly Gen<string> Id = Gen.OneOf("vera", "victor", "4145994", "troll", "", "a\nb", "half\uD83D", "other\uDBFF");
    private static readonly Gen<long> Count = Gen.Frequency((6, Gen.Long[1, 50]), (1, Gen.OneOf(0L, -1L, 100_000L, 100_001L, long.MaxValue, long.MinValue)));

    private static readonly Gen<Money?> Price = Gen.Frequency(
        (2, Gen.Const((Money?)null)),
        (6, Gen.Select(Gen.Long[1, 10_000], Gen.OneOf("USD", "JPY", "KWD"), (amount, code) => (Money?)new Money(amount, code))),
        (1, Gen.OneOf<Money?>(new Money(0, "USD"), new Money(1, "XXX"), new Money(long.MaxValue, "USD"), default(Money))));

    private static readonly Gen<RoomCommandBody> Body = Gen.Frequency<RoomCommandBody>(
        (10, Gen.Select(Text, Gen.OneOf(null, "en", "zh-Hant", "?"), (text, language) => (RoomCommandBody)new PostChat(text, language))),
        (8, Count.Select(count => (RoomCommandBody)new SendLikes(count))),
        (8, Gen.Select(Id, Text, Count, Price, Id.Null(), (id, text, count, price, combo) => (RoomCommandBody)new SendGift(id, "Gift", count, price, combo, text))),
        (3, Count.Select(count => (RoomCommandBody)new CountViewers(count))),
        (3, Count.Select(count => (RoomCommandBody)new ChangeViewers(count - 25))),
        (2, Text.Null().Select(text => (RoomCommandBody)new Share(text))),
        (2, Gen.Const((RoomCommandBody)new Follow())),
        (1, Text.Select(text => (RoomCommandBody)new OpenRoom(text))),
        (1, Text.Select(text => (RoomCommandBody)new CloseRoom(text))),
        (2, Text.Select(text => (RoomCommandBody)new Announce(text))),
        (2, Gen.Select(Gen.Long[-1, 60].Nullable(), Text.Null(), (sequence, text) => (RoomCommandBody)new Pin(sequence, text))),
        (1, Gen.Const((RoomCommandBody)new Unpin())),
        (3, Gen.Long[-1, 60].Nullable().Select(sequence => (RoomCommandBody)new DeleteMessage(sequence))),
        (2, Gen.Select(Id, Gen.Long[-5, 20_000].Nullable(), (id, duration) => (RoomCommandBody)new MuteUser("web", id, duration))),
        (1, Id.Select(id => (RoomCommandBody)new UnmuteUser("web", id))),
        (2, Gen.Long[-1, 10_000].Select(interval => (RoomCommandBody)new SetSlowMode(interval))),
        (1, Text.Array[0, 3].Select(words => (RoomCommandBody)new SetWordList(words))));

    // Few keys, so that they come again: with the same content, with another, and with none to compare.
    private static readonly Gen<(CommandKey? Key, ulong Fingerprint)> Key = Gen.Frequency(
        (3, Gen.Const(((CommandKey?)null, 0UL))),
        (5, Gen.Select(Gen.Int[0, 40], Gen.ULong[0, 2], (key, print) => ((CommandKey?)new CommandKey((ulong)key, 1), print))));

    private static readonly Gen<RoomCommand> Command = Gen.Select(Actor, Body, Key, Gen.OneOf<long?>(null, 5, long.MaxValue), (actor, body, key, occurred) =>
        new RoomCommand(actor, body, key.Key, key.Fingerprint, occurred));

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Frequency((8, Gen.Int[0, 2_000]), (1, Gen.Int[0, 60_000]), (1, Gen.Int[-5_000, 0])), Command, Gen.Int[0, 4],
        (elapsed, command, tick) => new Step(elapsed, command, tick == 0));

    /// <summary>Mostly in an open room.</summary>
    public static Gen<Step[]> Any { get; } = Gen.Select(Gen.Int[0, 9], AnyStep.Array[1, 250], (opened, steps) =>
        opened == 0 ? steps : [new Step(0, new RoomCommand(LiveRoom.Operator, new OpenRoom("Tonight")), false), .. steps]);
}
