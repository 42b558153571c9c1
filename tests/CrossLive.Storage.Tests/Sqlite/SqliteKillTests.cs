using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CrossLive.Storage.Tests.Sqlite;

public sealed class SqliteKillTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task A_writer_killed_at_any_moment_has_lost_nothing_that_it_acknowledged() =>
        KilledWriter.KillManyTimesAsync("sqlite", _folder, Open, kills: 18, mostAcknowledgements: 120);

    [Fact]
    public async Task A_writer_killed_beside_another_process_on_the_same_file_has_lost_nothing_either()
    {
        await using var held = Open().Owner;
        await KilledWriter.KillManyTimesAsync("sqlite", _folder, Open, kills: 7, mostAcknowledgements: 120);
    }

    private (IRoomLog Log, IAsyncDisposable Owner) Open()
    {
        var database = SqliteDatabase.Open(_folder, NullLoggerFactory.Instance);
        return (new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance), database);
    }
}
