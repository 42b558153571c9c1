using CrossLive.Grains.Tests.Rooms;
using CrossLive.RedPackets;
using CrossLive.Rooms;
using Orleans.Runtime;

namespace CrossLive.Grains.Tests.RedPackets;

/// <summary>What is left of a red packet comes back on time, whether or not anybody does anything.</summary>
public sealed class RedPacketExpiryTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private const long OpenMs = 60_000;
    private static readonly string Seed = new('5', RedPacketLimits.SeedLength);
    private readonly RoomCluster _cluster = shared.Cluster;

    [Fact]
    public async Task A_packet_expires_in_a_room_where_nobody_does_anything()
    {
        await using var room = new WrittenRoom();
        var packet = await AnnounceAsync(room);

        room.Time.Advance(TimeSpan.FromMilliseconds(OpenMs - 1));
        (await room.StateAsync()).Head.Sequence.ShouldBe(packet);
        room.Time.Advance(TimeSpan.FromMilliseconds(1));

        await EndsAsync(room, packet, 1_000);
    }

    [Fact]
    public async Task Of_two_packets_each_ends_at_its_own_time()
    {
        await using var room = new WrittenRoom();
        var late = await AnnounceAsync(room);
        var soon = await AnnounceAsync(room, OpenMs / 2);

        room.Time.Advance(TimeSpan.FromMilliseconds(OpenMs / 2));
        await EndsAsync(room, soon, 1_000);
        (await room.AtRestAsync((state, _) => state!.View.RedPackets.All.Single().Packet)).ShouldBe(late);
        room.Time.Advance(TimeSpan.FromMilliseconds(OpenMs / 2));
        await EndsAsync(room, late, 1_000);
    }

    [Fact]
    public async Task What_came_due_while_the_room_was_away_happens_when_it_is_back()
    {
        await using var room = new WrittenRoom();
        var packet = await AnnounceAsync(room);
        await room.CloseAsync();
        room.Time.Advance(TimeSpan.FromHours(3));
        room.Reactivate();

        await room.StateAsync();

        await EndsAsync(room, packet, 1_000);
        (await room.ReplayAsync()).Hash().ShouldBe((await room.StateAsync()).Hash);
    }

    [Fact]
    public async Task A_packet_that_ends_while_the_storage_is_away_ends_when_it_is_back()
    {
        await using var room = new WrittenRoom();
        var packet = await AnnounceAsync(room);
        room.Log.OnAppend = _ => throw new IOException("away");
        room.Time.Advance(TimeSpan.FromMilliseconds(OpenMs));
        await Eventually.HoldsAsync(async () => await room.FaultAsync() is not null, "the failed append to show");
        room.Log.OnAppend = null;

        room.LetRetry();
        await room.StateAsync();

        await EndsAsync(room, packet, 1_000);
    }

    [Fact]
    public async Task Rounds_of_packets_that_are_emptied_at_once_fit_into_appends()
    {
        await using var room = new WrittenRoom();
        await room.SendAsync(Commands.Open());
        var expires = room.Time.GetUtcNow().ToUnixTimeMilliseconds() + OpenMs;
        var calls = new List<Task<IReadOnlyList<CommandAnswer>>>();
        for (var call = 0; call < 8; call++)
        {
            // One part each: every second command brings two events.
            var first = 2 + (call * 1_500L);
            calls.Add(await room.BeginAsync([.. Enumerable.Range(0, 500).SelectMany(i => new RoomCommand[]
            {
                new(Commands.Operator, new OpenRedPacket(RedPacketKind.Lucky, new Money(1, "CNY"), 1, null, null, expires, Seed)),
                new(Commands.Viewer, new GrabRedPacket(first + (i * 3))),
            })]));
        }

        (await Task.WhenAll(calls)).SelectMany(answers => answers).ShouldAllBe(answer => answer.IsDone);
        (await room.StateAsync()).Head.Sequence.ShouldBe(1 + (8 * 1_500));
    }

    [Fact]
    public async Task The_room_makes_the_seed_whatever_the_caller_says()
    {
        var room = _cluster.Room("seeds");
        await room.ExecuteAsync([Commands.Open()]);
        var expires = _cluster.Time.GetUtcNow().ToUnixTimeMilliseconds() + OpenMs;
        var open = new RoomCommand(Commands.Operator, new OpenRedPacket(RedPacketKind.Lucky, new Money(10, "CNY"), 2, null, null, expires, Seed));

        (await room.ExecuteAsync([open, open with { Actor = Commands.Operator }])).ShouldAllBe(answer => answer.IsDone);

        var seeds = (await room.ReadAsync(0, 10))!.Select(e => e.Body).OfType<RedPacketOpened>().Select(opened => opened.Seed).ToArray();
        seeds.Length.ShouldBe(2);
        seeds.ShouldBeUnique();
        seeds.ShouldNotContain(Seed);
    }

    [Fact]
    public async Task A_reminder_brings_the_room_back_for_what_is_due_and_ends_itself_after_it()
    {
        var room = _cluster.Room("reminded");
        await room.ExecuteAsync([Commands.Open()]);
        var expires = _cluster.Time.GetUtcNow().ToUnixTimeMilliseconds() + OpenMs;
        await room.ExecuteAsync([new RoomCommand(Commands.Operator, new OpenRedPacket(RedPacketKind.Fixed, new Money(10, "CNY"), 2, null, null, expires))]);

        _cluster.Time.Advance(TimeSpan.FromMilliseconds(OpenMs));
        await room.AsReference<IRemindable>().ReceiveReminder("due", default);
        await Eventually.HoldsAsync(async () => (await room.ReadAsync(0, 10))!.Any(e => e.Body is RedPacketEnded), "the packet to end");
        await room.AsReference<IRemindable>().ReceiveReminder("due", default);
        await room.AsReference<IRemindable>().ReceiveReminder("due", default);
    }

    private static async Task<long> AnnounceAsync(WrittenRoom room, long openMs = OpenMs)
    {
        if ((await room.StateAsync()).Head == Position.Start)
        {
            await room.SendAsync(Commands.Open());
        }

        var expires = room.Time.GetUtcNow().ToUnixTimeMilliseconds() + openMs;
        return (await room.SendOneAsync(new RoomCommand(Commands.Operator, new OpenRedPacket(RedPacketKind.Lucky, new Money(1_000, "CNY"), 4, null, null, expires, Seed)))).Position.Sequence;
    }

    private static async Task EndsAsync(WrittenRoom room, long packet, long returned)
    {
        var ended = new RedPacketEnded(packet, new Money(returned, "CNY"), Seed);
        await Eventually.HoldsAsync(async () => (await room.AtRestAsync((_, _) => room.Published.ToArray())).Any(e => e.Body.Equals(ended)), "the packet to end");
    }
}
