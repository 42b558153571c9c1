using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

public sealed partial class SqliteRoomLog
{
    [LoggerMessage(1020, LogLevel.Error, "Room {Room}: the record at sequence {Sequence} is damaged. Nothing was deleted.")]
    private static partial void LogRecordDamaged(ILogger logger, string room, long sequence, Exception cause);

    [LoggerMessage(1021, LogLevel.Warning, "Room {Room}: the snapshot at sequence {Sequence} is damaged ({Damage}); the one before is used.")]
    private static partial void LogSnapshotDamaged(ILogger logger, string room, long sequence, string damage);
}
