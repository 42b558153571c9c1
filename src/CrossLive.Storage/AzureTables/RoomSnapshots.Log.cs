using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

internal sealed partial class RoomSnapshots
{
    [LoggerMessage(1111, LogLevel.Warning, "Room {Room}: the snapshot at sequence {Sequence} is damaged ({Damage}); the one before is used.")]
    private static partial void LogSnapshotDamaged(ILogger logger, string room, long sequence, string damage);
}
