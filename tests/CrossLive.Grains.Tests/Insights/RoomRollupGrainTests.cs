using CrossLive.Grains.Tests.Rooms;
using CrossLive.Insights;
using CrossLive.Rooms;
using CrossLive.Storage;

namespace CrossLive.Grains.Tests.Insights;

public sealed class RoomRollupGrainTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly RoomCluster _cluster = shared.Cluster;

    [Fact]
    public async Task It_equals_a_fold_of_the_log_though_nobody_told_it_of_the_events()
    {
        var room = await FillAsync("quiet", 300);

        // Asked before any message of the stream can have reached it; what it lacks it reads.
        await EqualsFoldAsync("quiet", room);
    }

    [Fact]
    public async Task It_follows_the_stream_by_itself()
    {
        var room = await FillAsync("followed", 10);
        var rollup = _cluster.Grains.GetGrain<IRoomRollupGrain>("followed");

        await Eventually.HoldsAsync(() => _cluster.Cluster.TryGetGrainContext(rollup.GetGrainId(), out _), "the roll-up to be woken by the stream");
        await EqualsFoldAsync("followed", room);
    }

    [Fact]
    public async Task After_an_activation_that_ended_it_goes_on_where_it_was_and_counts_nothing_twice()
    {
        var room = await FillAsync("ended", 50);
        var rollup = _cluster.Grains.GetGrain<IRoomRollupGrain>("ended");
        await rollup.GetAsync();

        await _cluster.DeactivateAsync(rollup);
        await FillAsync("ended", 50, from: 50);

        await EqualsFoldAsync("ended", room);
    }

    [Fact]
    public async Task A_storage_that_cannot_be_read_for_a_while_costs_no_counts()
    {
        var room = await FillAsync("hidden", 400);
        var rollup = _cluster.Grains.GetGrain<IRoomRollupGrain>("hidden");
        await _cluster.DeactivateAsync(room);
        await room.InspectAsync();

        _cluster.Log.ReadFailure = new RoomLogUnavailableException("hidden", "away", mayBeWritten: false);
        await Should.ThrowAsync<IOException>(rollup.GetAsync);
        _cluster.Log.ReadFailure = null;

        await EqualsFoldAsync("hidden", room);
    }

    [Fact]
    public async Task Events_that_are_no_longer_kept_are_passed_over()
    {
        var room = await FillAsync("trimmed", 10);
        _cluster.Log.ReadFailure = new RoomLogTrimmedException("trimmed", 0, 11);
        await _cluster.DeactivateAsync(_cluster.Grains.GetGrain<IRoomRollupGrain>("trimmed"));
        _cluster.Log.ReadFailure = null;

        (await _cluster.Grains.GetGrain<IRoomRollupGrain>("trimmed").GetAsync()).Through.ShouldBe((await room.InspectAsync()).View!.Head);
    }

    [Fact]
    public async Task A_room_that_nobody_opened_has_no_minutes()
    {
        var report = await _cluster.Grains.GetGrain<IRoomRollupGrain>("never").GetAsync();

        report.Minutes.ShouldBeEmpty();
        report.Through.ShouldBe(Position.Start);
    }

    private static async Task<RoomRollup> FoldAsync(IRoomGrain room)
    {
        var fold = new RoomRollup();
        while (await room.ReadAsync(fold.Through.Sequence, 1_000) is { Count: > 0 } events)
        {
            fold.Apply(events);
        }

        return fold;
    }

    private async Task EqualsFoldAsync(string name, IRoomGrain room)
    {
        var report = await _cluster.Grains.GetGrain<IRoomRollupGrain>(name).GetAsync();
        var fold = await FoldAsync(room);
        report.Through.ShouldBe(fold.Through);
        report.Minutes.ShouldBe(fold.Minutes);
        report.Minutes.Sum(minute => minute.Chats).ShouldBeGreaterThan(0);
    }

    private async Task<IRoomGrain> FillAsync(string name, int count, int from = 0)
    {
        var room = _cluster.Room(name);
        await room.ExecuteAsync([Commands.Open()]);
        for (var i = from; i < from + count; i++)
        {
            await room.ExecuteAsync([Commands.Chat($"m{i}"), Commands.Gift($"g{i}", quantity: (i % 3) + 1)]);
            _cluster.Time.Advance(TimeSpan.FromSeconds(7));
        }

        return room;
    }
}
