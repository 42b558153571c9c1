using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Edges;

/// <summary>Rooms from another gateway: this process is an edge. Each room has one connection of its own.</summary>
internal sealed class UpstreamRooms(
    IOptions<EdgeOptions> edge, IOptions<GatewayOptions> options, TokenIssuer tokens, GatewayName self, TimeProvider time, Random random, ILogger<UpstreamRooms> logger) : IRooms
{
    /// <summary>How long a token of this edge is good for. When it ends the connection is made anew, which costs viewers a moment's delay.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private readonly IReadOnlyList<Uri> _hubs = [.. edge.Value.Upstreams().Select(upstream => new Uri(upstream, EdgeMethods.Path.TrimStart('/')))];

    /// <inheritdoc/>
    public IRoomSource Follow(RoomFeed feed) => new UpstreamRoom(feed, _hubs, () => tokens.IssueForEdge(self.Value, TokenLifetime), self.Value, options.Value, time, random, logger);
}
