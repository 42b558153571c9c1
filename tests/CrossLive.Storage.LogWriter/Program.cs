// Appends to rooms until it is killed. Arguments: "sqlite" and a data folder, or "azure-tables" and a connection string; a seed; rooms.
// One line "ack ROOM FIRST LAST" goes out only after the append has returned.
using System.Globalization;
using CrossLive.Rooms;
using CrossLive.Storage;
using CrossLive.Storage.AzureTables;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

var (provider, place, seed, rooms) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3..]);
var log = provider switch
{
    "sqlite" => (IRoomLog)new SqliteRoomLog(SqliteDatabase.Open(place, NullLoggerFactory.Instance), NullLogger<SqliteRoomLog>.Instance),
    "azure-tables" => new AzureTablesRoomLog(
        new AzureTablesAccount(new AzureTablesOptions { ConnectionString = place, TablePrefix = "Killed" }, TimeProvider.System, new Random(seed), NullLoggerFactory.Instance),
        NullLogger<AzureTablesRoomLog>.Instance),
    _ => throw new NotSupportedException($"There is no provider '{provider}'."),
};
var output = Console.Out;
await Task.WhenAll(rooms.Select((room, i) => WriteForeverAsync(room, new Random((seed * 1_000) + i))));

async Task WriteForeverAsync(string room, Random random)
{
    var (epoch, last) = await log.TakeOverAsync(room, CancellationToken.None);
    while (true)
    {
        // Mostly small batches, now and then a large one that takes several pages or entities.
        var size = random.Next(20) == 0 ? random.Next(500, 1_500) : random.Next(1, 30);
        var batch = Enumerable.Range(1, size).Select(n => Chat(epoch, last + n, random)).ToArray();
        await log.AppendAsync(room, epoch, last, batch, CancellationToken.None);
        lock (output)
        {
            output.WriteLine($"ack {room} {last + 1} {last + size}");
        }

        last += size;
    }
}

static RoomEvent Chat(long epoch, long sequence, Random random) => new(
    new Position(epoch, sequence), sequence, new Person("web", "u", "Writer"), new ChatPosted(new string('x', random.Next(1, 500)), null, null), []);
