using Microsoft.Extensions.Logging;

namespace CrossLive.Rooms;

public sealed partial class RoomGrain
{
    [LoggerMessage(2020, LogLevel.Warning, "Room '{Room}': events after {AfterSequence} could not be read")]
    private static partial void LogReadFailed(ILogger logger, string room, long afterSequence, Exception exception);

    [LoggerMessage(2005, LogLevel.Error, "Room '{Room}': a gateway of this process could not take events; it will read them later")]
    private static partial void LogNotShown(ILogger logger, string room, Exception exception);

    [LoggerMessage(2021, LogLevel.Information, "Room '{Room}': a gateway stopped renewing and was dropped; {Gateways} are left")]
    private static partial void LogGatewayExpired(ILogger logger, string room, int gateways);
}
