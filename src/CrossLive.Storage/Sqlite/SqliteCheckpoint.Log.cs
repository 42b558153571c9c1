using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

internal sealed partial class SqliteCheckpoint
{
    [LoggerMessage(1010, LogLevel.Warning, "The write-ahead log has {Bytes} bytes and cannot be cut: somebody reads from the database for long (a backup, an open sqlite3?).")]
    private static partial void LogNotCut(ILogger logger, long bytes);

    [LoggerMessage(1011, LogLevel.Warning, "The write-ahead log has {Bytes} bytes and could not be copied into the database.")]
    private static partial void LogFailed(ILogger logger, long bytes, Exception cause);
}
