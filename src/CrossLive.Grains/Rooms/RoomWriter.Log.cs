using Microsoft.Extensions.Logging;

namespace CrossLive.Rooms;

internal sealed partial class RoomWriter
{
    [LoggerMessage(2001, LogLevel.Information, "Room '{Room}' opened in epoch {Epoch} at sequence {Sequence} after {ElapsedMs} ms")]
    private static partial void LogOpened(ILogger logger, string room, long epoch, long sequence, long elapsedMs);

    [LoggerMessage(2002, LogLevel.Warning, "Room '{Room}': the writer of epoch {Epoch} was fenced and retires")]
    private static partial void LogFenced(ILogger logger, string room, long epoch, Exception exception);

    [LoggerMessage(2003, LogLevel.Error, "Room '{Room}': the storage failed in epoch {Epoch}; commands are answered {Code}")]
    private static partial void LogStorageFailed(ILogger logger, string room, long epoch, string code, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "Room '{Room}': a snapshot could not be stored; recovery will replay more events")]
    private static partial void LogSnapshotFailed(ILogger logger, string room, Exception exception);
}
