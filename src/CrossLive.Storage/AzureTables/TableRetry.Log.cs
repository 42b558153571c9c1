using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.AzureTables;

internal sealed partial class TableRetry
{
    [LoggerMessage(1100, LogLevel.Warning, "Azure Tables, {What}: try {Attempt} failed ({Reason}); trying again.")]
    private static partial void LogRetry(ILogger logger, string what, int attempt, string reason);
}
