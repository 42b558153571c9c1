using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Hubs;
using CrossLive.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Gateway.Transport;

/// <summary>
/// Takes the WebSockets that <see cref="SocketTransport"/> can serve before the rest of the server sees them. A connection stands for hours, and whatever
/// the pipeline put around its request (the token and its claims twice, the services made to check it, each middleware's frame) would stand as long:
/// 10 KB a connection. So the token is checked here, by the same scheme and rule, and all of it is let go. A request that is not let in goes on to the
/// rest, which answers it in the usual words.
/// </summary>
internal sealed class SocketEntry(SocketTransport transport, Door door, IServiceProvider services) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(before => context => IsForUs(context) ? EnterAsync(context, before) : before(context));
        next(app);
    };

    private bool IsForUs(HttpContext context) =>
        context.Request.Path.Equals(HubMethods.Path, StringComparison.Ordinal) && transport.CanServe(context);

    private async Task EnterAsync(HttpContext context, RequestDelegate rest)
    {
        // Nothing of the check may live in this frame: it stays as long as the connection.
        if (!await TryAdmitAsync(context))
        {
            await rest(context);
            return;
        }

        await transport.ServeAsync(context);
    }

    private async Task<bool> TryAdmitAsync(HttpContext context)
    {
        if (!door.TryAdmit() || Caller.From((await context.AuthenticateAsync()).Principal) is not { } caller)
        {
            return false;
        }

        context.Features.Set(caller);
        if (context.Features.Get<IServiceProvidersFeature>() is IAsyncDisposable scope)
        {
            await scope.DisposeAsync();
        }

        context.Features.Set<IServiceProvidersFeature>(new ProcessServices { RequestServices = services });
        return true;
    }

    private sealed class ProcessServices : IServiceProvidersFeature
    {
        public required IServiceProvider RequestServices { get; set; }
    }
}
