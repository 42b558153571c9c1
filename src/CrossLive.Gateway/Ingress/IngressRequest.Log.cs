using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Ingress;

internal sealed partial class IngressRequest
{
    [LoggerMessage(3500, LogLevel.Warning, "Ingress: the adapter of '{Platform}' in room '{Room}' does not answer")]
    private static partial void LogUnreachable(ILogger logger, string room, string platform, Exception exception);

    [LoggerMessage(3501, LogLevel.Debug, "Ingress: {Count} of what '{Platform}' sent into room '{Room}' was refused: {Code}")]
    private static partial void LogRefused(ILogger logger, string room, string platform, string code, int count);
}
