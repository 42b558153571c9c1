using CrossLive.Rooms;
using CrossLive.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossLive.Server.Tests.Logs;

/// <summary>A room's whole log, read from a server's data folder through the storage itself. The server may be stopped or run on.</summary>
/// <param name="Room">The room.</param>
/// <param name="Events">Every event, oldest first.</param>
internal sealed record LogReader(string Room, IReadOnlyList<RoomEvent> Events)
{
    /// <summary>Reads it.</summary>
    public static async Task<LogReader> ReadAsync(string dataDirectory, string room)
    {
        await using var database = SqliteDatabase.Open(dataDirectory, NullLoggerFactory.Instance);
        await using var log = new SqliteRoomLog(database, NullLogger<SqliteRoomLog>.Instance);
        var events = new List<RoomEvent>();
        await foreach (var batch in log.ReadAsync(room, 0, CancellationToken.None))
        {
            events.AddRange(batch);
        }

        return new LogReader(room, events);
    }

    /// <summary>The state after the events up to a sequence.</summary>
    public RoomState Replay(long throughSequence)
    {
        var state = new RoomState();
        foreach (var e in Events.TakeWhile(e => e.Sequence <= throughSequence))
        {
            state.Apply(e);
        }

        return state;
    }
}
