using Microsoft.AspNetCore.Http.Features;

namespace CrossLive.Gateway.Transport;

/// <summary>Gives the request's upgrade an output of our own: after the 101, everything that leaves the connection goes through <paramref name="output"/>.</summary>
internal sealed class SocketUpgrade(IHttpUpgradeFeature kestrel, SocketOutput output) : IHttpUpgradeFeature
{
    /// <summary>Where everything goes out.</summary>
    public SocketOutput Output { get; } = output;

    /// <inheritdoc/>
    public bool IsUpgradableRequest => kestrel.IsUpgradableRequest;

    /// <inheritdoc/>
    public async Task<Stream> UpgradeAsync() => new SocketStream(await kestrel.UpgradeAsync(), Output);
}
