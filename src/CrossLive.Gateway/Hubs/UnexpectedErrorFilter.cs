using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// Detailed errors are on, so that a client which sends wrong arguments is told what is wrong with them. What goes wrong inside a call is another
/// matter: it is logged here, and the client hears only that it was the server's fault.
/// </summary>
internal sealed partial class UnexpectedErrorFilter(ILogger<UnexpectedErrorFilter> logger) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (exception is not HubException)
        {
            LogFailed(logger, invocationContext.HubMethodName, exception);
            throw new HubException("The server failed to do this. Try again with the same key.", exception);
        }
    }

    [LoggerMessage(3030, LogLevel.Error, "Hub call {Method} failed")]
    private static partial void LogFailed(ILogger logger, string method, Exception exception);
}
