using CrossLive.Rooms;
using CrossLive.Server.Media;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Replays;

public sealed class ReplayChatTests
{
    private const long T = 1_800_000_000_000;
    private static readonly Person Ann = new("twitch", "77", "Ann");
    private readonly List<RoomEvent> _log = [];

    [Fact]
    public async Task It_is_what_was_said_and_given_while_the_recording_ran()
    {
        Say(T - 10_000, "before");
        Say(T, "first");
        Add(T + 1_000, new CountersMerged([], []));
        Add(T + 1_500, new GiftSent("rose", "Rose", 1, null, 1, null, "for you"));
        Add(T + 2_000, new Announced("news"));
        Say(T + 5_000, "last");
        Say(T + 5_001, "after");
        var chat = await ReadAsync(T, T + 5_000);
        chat.Lines.Select(line => line.AtUnixMs - T).ShouldBe([0, 1_500, 2_000, 5_000]);
        (chat.LeftOut, chat.IsWhole).ShouldBe((0, true));
    }

    [Fact]
    public async Task What_was_deleted_is_not_shown_also_where_that_was_after_the_end()
    {
        Say(T, "one");
        Say(T + 1, "two");
        Say(T + 2, "three");
        Add(T + 100, new MessageDeleted(1));
        Add(T + 600_000, new MessageDeleted(3));
        (await ReadAsync(T, T + 1_000)).Lines.Select(line => ((ChatPosted)line.Body).Text).ShouldBe(["two"]);
    }

    [Fact]
    public async Task The_beginning_is_found_in_a_long_log_without_reading_it()
    {
        for (var i = 0; i < 40_000; i++)
        {
            Say(T + (i * 1_000L), "m" + i);
        }

        var read = 0L;
        var chat = await ReplayChat.ReadAsync(
            (after, most) =>
            {
                var events = _log.Skip((int)after).Take(most).ToArray();
                read += events.Length;
                return Task.FromResult<IReadOnlyList<RoomEvent>?>(events);
            },
            _log.Count, T + 30_000_000, T + 30_010_000, CancellationToken.None);
        chat.Lines.Select(line => ((ChatPosted)line.Body).Text).ShouldBe(Enumerable.Range(30_000, 11).Select(i => "m" + i));
        read.ShouldBeLessThan(6_000);
    }

    [Fact]
    public async Task What_the_log_does_not_have_any_more_and_what_is_too_much_is_said()
    {
        (await ReplayChat.ReadAsync((_, _) => Task.FromResult<IReadOnlyList<RoomEvent>?>(null), 10, T, T + 1, CancellationToken.None)).IsWhole.ShouldBeFalse();
        for (var i = 0; i < ReplayChat.MaxLines + 5; i++)
        {
            Say(T, "m");
        }

        var many = await ReadAsync(T, T);
        (many.Lines.Count, many.LeftOut, many.IsWhole).ShouldBe((ReplayChat.MaxLines, 5, true));
        (await ReplayChat.ReadAsync((_, _) => throw new InvalidOperationException("nothing is read"), 0, T, T, CancellationToken.None)).Lines.ShouldBeEmpty();
    }

    private Task<ReplayLines> ReadAsync(long fromUnixMs, long toUnixMs) => ReplayChat.ReadAsync(
        (after, most) => Task.FromResult<IReadOnlyList<RoomEvent>?>([.. _log.Skip((int)after).Take(most)]), _log.Count, fromUnixMs, toUnixMs, CancellationToken.None);

    private void Say(long atUnixMs, string text) => Add(atUnixMs, new ChatPosted(text, null, null));

    private void Add(long atUnixMs, RoomEventBody body) => _log.Add(new RoomEvent(new Position(1, _log.Count + 1), atUnixMs, Ann, body, []));
}
