using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Rtmp;

public sealed partial class RtmpServer
{
    [LoggerMessage(5000, LogLevel.Information, "RTMP: connection {Connection} ended, {Reason}: {Detail}")]
    private static partial void LogEnded(ILogger logger, string connection, RtmpEndReason reason, string detail);
}
