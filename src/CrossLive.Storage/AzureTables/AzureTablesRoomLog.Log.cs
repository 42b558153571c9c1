using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

public sealed partial class AzureTablesRoomLog
{
    [LoggerMessage(1110, LogLevel.Error, "Room {Room}: the record at sequence {Sequence} is damaged. Nothing was deleted.")]
    private static partial void LogRecordDamaged(ILogger logger, string room, long sequence, Exception cause);
}
