using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// Detailed errors are on, so that a client which sends wrong arguments is told what is wrong with them. What goes wrong inside a call is another
/// matter: it is logged here, and the client hears only that it was the server's fault.
/// </summary>
internal sealed partial class UnexpectedErrorFilter(ILogger<UnexpectedErrorFilter> logger) : IHubFilter
{
    private const string ForClients = "The server failed to do this. Try again with the same key.";

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
            throw new HubException(ForClients, exception);
        }
    }

    /// <summary>The same for a call that did not come through SignalR's dispatcher: logs, and gives the words that the dispatcher would send.</summary>
    public string Note(string method, Exception exception)
    {
        LogFailed(logger, method, exception);
        return $"An unexpected error occurred invoking '{method}' on the server. {nameof(HubException)}: {ForClients}";
    }

    [LoggerMessage(3030, LogLevel.Error, "Hub call {Method} failed")]
    private static partial void LogFailed(ILogger logger, string method, Exception exception);
}
