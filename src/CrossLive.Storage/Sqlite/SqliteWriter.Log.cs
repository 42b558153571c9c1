using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(1000, LogLevel.Error, "A transaction of {Writes} changes failed; none of them was made unless its caller is told otherwise.")]
    private static partial void LogCommitFailed(ILogger logger, int writes, Exception cause);

    [LoggerMessage(1001, LogLevel.Critical, "The disk is full: nothing can be written until there is room. Free space on the disk of the data folder, more than rooms.db-wal takes there.")]
    private static partial void LogFull(ILogger logger);
}
