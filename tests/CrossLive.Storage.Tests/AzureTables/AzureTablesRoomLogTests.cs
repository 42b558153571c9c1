using Azure.Data.Tables;
using CrossLive.Storage.AzureTables;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace CrossLive.Storage.Tests.AzureTables;

[Collection(AzuriteFixture.Collection)]
public sealed class AzureTablesRoomLogTests(AzuriteFixture azurite) : RoomLogSuite
{
    private const string Prefix = "Suite";

    private TableClient Table => new TableServiceClient(azurite.ConnectionString).GetTableClient(Prefix + "Rooms");

    protected override Task<(IRoomLog Log, IAsyncDisposable Owner)> OpenAsync()
    {
        var account = new AzureTablesAccount(
            new AzureTablesOptions { ConnectionString = azurite.ConnectionString, TablePrefix = Prefix }, TimeProvider.System, new Random(1), NullLoggerFactory.Instance);
        var log = new AzureTablesRoomLog(account, NullLogger<AzureTablesRoomLog>.Instance);
        return Task.FromResult<(IRoomLog, IAsyncDisposable)>((log, log));
    }

    protected override async Task ChangeRecordAsync(string room, long firstSequence, Func<byte[], byte[]?> change)
    {
        var entity = await SingleAsync($"PartitionKey eq '{room}' and First eq {firstSequence}L and RowKey ge 'R' and RowKey lt 'S'");
        if (change(EntityBytes.Get(entity)) is { } changed)
        {
            await ReplaceAsync(entity, changed);
        }
        else
        {
            await Table.DeleteEntityAsync(room, entity.RowKey);
        }
    }

    protected override async Task ChangeSnapshotAsync(string room, long sequence, Func<byte[], byte[]> change)
    {
        var entity = await SingleAsync($"PartitionKey eq '{room}' and RowKey ge 'C{sequence:D19}' and RowKey lt 'C{sequence:D19}.'");
        await ReplaceAsync(entity, change(EntityBytes.Get(entity)));
    }

    [Fact]
    public async Task Parts_of_an_append_that_was_never_finished_are_passed_over_and_trimmed()
    {
        var lease = await WriteAsync(Room, 2);
        for (var part = 1; part <= 3; part++)
        {
            var orphan = new TableEntity(Room, RoomKeys.RecordPart(2 + part, "00000000000000000000000000000000", part)) { ["P00"] = new byte[] { 1 } };
            await Table.AddEntityAsync(orphan);
        }

        (await ReadAllAsync(Log, Room)).Count.ShouldBe(2);
        await Log.AppendAsync(Room, lease.Epoch, 2, RoomEvents.Chats(lease.Epoch, 2, 4), CancellationToken.None);
        (await ReadAllAsync(Log, Room)).Count.ShouldBe(6);

        foreach (var sequence in new long[] { 6, 7 })
        {
            await Log.SaveSnapshotAsync(Room, new RoomLogSnapshot(new Rooms.Position(1, sequence), 1, new byte[3]), CancellationToken.None);
        }

        (await Log.TrimAsync(Room, 6, CancellationToken.None)).ShouldBe(7);
        (await KeysAsync("R")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_part_of_a_large_record_is_damage()
    {
        var lease = await Log.TakeOverAsync(Room, CancellationToken.None);
        await Log.AppendAsync(Room, lease.Epoch, 0, RoomEvents.Chats(lease.Epoch, 0, 1_500, new string('漢', 500)), CancellationToken.None);
        var parts = (await KeysAsync("R")).Where(key => !RoomKeys.IsWhole(key)).ToList();
        parts.Count.ShouldBeGreaterThan(1);
        await Table.DeleteEntityAsync(Room, parts[0]);
        await Should.ThrowAsync<RoomLogDamagedException>(() => ReadAllAsync(Log, Room));
    }

    [Fact]
    public async Task A_snapshot_whose_marker_was_never_written_is_not_loaded_and_its_parts_are_deleted_later()
    {
        await WriteAsync(Room, 9);
        await SaveSnapshotAsync(3);
        await Table.AddEntityAsync(new TableEntity(Room, RoomKeys.SnapshotPart(7, "00000000000000000000000000000000", 0)) { ["P00"] = new byte[] { 1 } });
        (await Log.LoadSnapshotAsync(Room, CancellationToken.None)).ShouldNotBeNull().Position.Sequence.ShouldBe(3);

        await SaveSnapshotAsync(8);
        (await KeysAsync("C")).Select(RoomKeys.SequenceOf).ShouldBe([3, 8]);
        await SaveSnapshotAsync(9);
        (await KeysAsync("C")).Select(RoomKeys.SequenceOf).ShouldBe([8, 9]);
        (await KeysAsync("S")).Select(RoomKeys.SequenceOf).ShouldBe([8, 9]);
    }

    [Fact]
    public async Task A_trim_that_was_cut_is_finished_by_the_next_one()
    {
        await WriteAsync(Room, 2, 3, 2);
        await SaveSnapshotAsync(5);
        await SaveSnapshotAsync(7);
        await Table.AddEntityAsync(new TableEntity(Room, RoomKeys.Kept) { ["First"] = 6L });

        await Should.ThrowAsync<RoomLogTrimmedException>(() => ReadAllAsync(Log, Room));
        (await Log.TrimAsync(Room, 2, CancellationToken.None)).ShouldBe(6);
        (await KeysAsync("R")).ShouldBe([RoomKeys.Record(7)]);
    }

    private async Task SaveSnapshotAsync(long sequence) =>
        await Log.SaveSnapshotAsync(Room, new RoomLogSnapshot(new Rooms.Position(1, sequence), 1, new byte[] { 9, (byte)sequence }), CancellationToken.None);

    private async Task<List<string>> KeysAsync(string kind)
    {
        var keys = new List<string>();
        await foreach (var entity in Table.QueryAsync<TableEntity>(RoomKeys.Range(Room, kind + "0", kind + "9")))
        {
            keys.Add(entity.RowKey);
        }

        return keys;
    }

    private async Task<TableEntity> SingleAsync(string filter)
    {
        var found = new List<TableEntity>();
        await foreach (var entity in Table.QueryAsync<TableEntity>(filter))
        {
            found.Add(entity);
        }

        return found.ShouldHaveSingleItem();
    }

    private async Task ReplaceAsync(TableEntity entity, byte[] bytes)
    {
        foreach (var name in entity.Keys.Where(name => name.StartsWith('P') && name.Length == 3).ToList())
        {
            entity.Remove(name);
        }

        EntityBytes.Put(entity, bytes);
        await Table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace);
    }
}
