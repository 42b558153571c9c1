using Microsoft.Extensions.Logging;

namespace CrossLive.Platforms;

public sealed partial class PlatformAdapterGrain
{
    [LoggerMessage(2500, LogLevel.Information, "Platform '{Adapter}' is connected")]
    private static partial void LogConnected(ILogger logger, string adapter);

    [LoggerMessage(2501, LogLevel.Information, "Platform '{Adapter}' is disconnected")]
    private static partial void LogDisconnected(ILogger logger, string adapter);

    [LoggerMessage(2502, LogLevel.Warning, "Platform '{Adapter}' has ended it: {Reason}. Connect it anew")]
    private static partial void LogRevoked(ILogger logger, string adapter, string reason);

    [LoggerMessage(2503, LogLevel.Warning, "Platform '{Adapter}': polling failed, next try in {NextInMs} ms: {Error}")]
    private static partial void LogPollFailed(ILogger logger, string adapter, long nextInMs, string error);

    [LoggerMessage(2504, LogLevel.Debug, "Platform '{Adapter}': {Count} were refused before they became commands: {Code}")]
    private static partial void LogRefused(ILogger logger, string adapter, string code, int count);

    [LoggerMessage(2505, LogLevel.Error, "Platform '{Adapter}': what was polled could not be dealt with; polling goes on")]
    private static partial void LogPollBroke(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2506, LogLevel.Warning, "Platform '{Adapter}': another activation has written its state; this one ends")]
    private static partial void LogOutdated(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2507, LogLevel.Warning, "Platform '{Adapter}': what was said of sales last could not be stored")]
    private static partial void LogCountdownNotStored(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2508, LogLevel.Warning, "Platform '{Adapter}': the room does not say which sales it has; its next news will")]
    private static partial void LogSalesUnknown(ILogger logger, string adapter, Exception exception);

    [LoggerMessage(2509, LogLevel.Warning, "Platform '{Adapter}': {Problem}")]
    private static partial void LogTokenNotRenewed(ILogger logger, string adapter, string problem);
}
