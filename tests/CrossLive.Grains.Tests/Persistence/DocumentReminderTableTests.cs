using CrossLive.Persistence;
using CrossLive.Storage.Sqlite;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace CrossLive.Grains.Tests.Persistence;

public sealed class DocumentReminderTableTests : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database = null!;
    private DocumentReminderTable _table = null!;

    public Task InitializeAsync()
    {
        _database = SqliteDatabase.Open(_folder.Path, NullLoggerFactory.Instance);
        _table = new DocumentReminderTable(new SqliteDocumentStore(_database));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_reminder_is_read_back_as_it_was_written_and_a_second_writing_replaces_it()
    {
        await _table.UpsertRow(Reminder("g1", "poll", periodMinutes: 1));
        var etag = await _table.UpsertRow(Reminder("g1", "poll", periodMinutes: 5));

        var read = (await _table.ReadRow(GrainId.Create("adapter", "g1"), "poll")).ShouldNotBeNull();

        (read.GrainId.Key.ToString(), read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period, read.ETag)
            .ShouldBe(("g1", "poll", Start, DateTimeKind.Utc, TimeSpan.FromMinutes(5), etag));
        (await _table.ReadRow(GrainId.Create("adapter", "g1"), "other")).ShouldBeNull();
    }

    [Fact]
    public async Task A_grain_s_reminders_are_its_own()
    {
        await _table.UpsertRow(Reminder("g1", "a"));
        await _table.UpsertRow(Reminder("g1", "b"));
        await _table.UpsertRow(Reminder("g2", "a"));

        (await _table.ReadRows(GrainId.Create("adapter", "g1"))).Reminders.Select(r => r.ReminderName).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_reminder_is_removed_at_its_version_only()
    {
        var old = await _table.UpsertRow(Reminder("g1", "poll"));
        var etag = await _table.UpsertRow(Reminder("g1", "poll"));
        var grain = GrainId.Create("adapter", "g1");

        (await _table.RemoveRow(grain, "poll", old!)).ShouldBeFalse();
        (await _table.RemoveRow(grain, "poll", etag!)).ShouldBeTrue();
        (await _table.RemoveRow(grain, "poll", etag!)).ShouldBeFalse();
        (await _table.ReadRow(grain, "poll")).ShouldBeNull();
    }

    [Fact]
    public async Task Any_cut_of_the_ring_in_two_gives_each_reminder_to_exactly_one_half()
    {
        for (var i = 0; i < 40; i++)
        {
            await _table.UpsertRow(Reminder($"g{i}", "poll"));
        }

        var all = (await _table.ReadRows(0, 0)).Reminders;
        all.Count.ShouldBe(40);
        var borders = all.Select(entry => entry.GrainId.GetUniformHashCode()).Concat([0u, uint.MaxValue]).ToArray();
        await Gen.Select(Gen.Int[0, borders.Length - 1], Gen.Int[0, borders.Length - 1], (i, j) => (borders[i], borders[j])).Where(cut => cut.Item1 != cut.Item2).SampleAsync(
            async cut =>
            {
                var first = (await _table.ReadRows(cut.Item1, cut.Item2)).Reminders.Select(entry => entry.GrainId).ToArray();
                var second = (await _table.ReadRows(cut.Item2, cut.Item1)).Reminders.Select(entry => entry.GrainId).ToArray();
                first.Concat(second).ShouldBe(all.Select(entry => entry.GrainId), ignoreOrder: true);
            },
            iter: 100);
    }

    [Fact]
    public async Task A_range_excludes_its_beginning_and_includes_its_end()
    {
        await _table.UpsertRow(Reminder("g1", "poll"));
        var hash = GrainId.Create("adapter", "g1").GetUniformHashCode();

        (await _table.ReadRows(hash - 1, hash)).Reminders.Count.ShouldBe(1);
        (await _table.ReadRows(hash, hash + 1)).Reminders.Count.ShouldBe(0);
        (await _table.ReadRows(hash, hash)).Reminders.Count.ShouldBe(1);
    }

    private static ReminderEntry Reminder(string grain, string name, int periodMinutes = 1) =>
        new() { GrainId = GrainId.Create("adapter", grain), ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(periodMinutes) };
}
