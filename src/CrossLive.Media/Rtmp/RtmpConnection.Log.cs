using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Rtmp;

internal sealed partial class RtmpConnection
{
    [LoggerMessage(5010, LogLevel.Information, "RTMP: connection {Connection} publishes into room '{Room}'")]
    private static partial void LogPublishing(ILogger logger, string connection, string room);

    [LoggerMessage(5011, LogLevel.Warning, "RTMP: connection {Connection} of room '{Room}' sends no {Missing}")]
    private static partial void LogTrackMissing(ILogger logger, string connection, string room, FlvTagKind missing);

    [LoggerMessage(5012, LogLevel.Error, "RTMP: the receiving side of connection {Connection} failed")]
    private static partial void LogSinkFailed(ILogger logger, string connection, Exception? exception);
}
