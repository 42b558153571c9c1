using CrossLive.Gateway.Fanout;
using Microsoft.AspNetCore.SignalR;

namespace CrossLive.Gateway.Hubs;

/// <summary>A viewer's connection through SignalR's own path to the socket.</summary>
internal sealed class HubViewerConnection(ISingleClientProxy client, HubCallerContext context) : IViewerConnection
{
    /// <inheritdoc/>
    public Task SendAsync(string method, object message, CancellationToken cancellationToken) => client.SendCoreAsync(method, [message], cancellationToken);

    /// <inheritdoc/>
    public void Abort() => context.Abort();
}
