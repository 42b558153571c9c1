using System.Globalization;
using CrossLive.Gateway.Ingress;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// Admission at the door: who comes when the process has its connections, or more at once than it can let in without neglecting those inside, is told
/// so before anything is set up for it: 503 with <c>Retry-After</c>. Clients come back by themselves, jittered.
/// </summary>
internal sealed class Door(IOptions<GatewayOptions> options, TimeProvider time)
{
    private const long FullRetryMs = 5_000;

    private readonly Lock _lock = new();
    private readonly TokenBucket _rate = new(options.Value.ConnectsPerSecond, options.Value.ConnectsPerSecond);
    private int _connections;

    /// <summary>How many are inside.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Somebody is inside.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _connections);
        GatewayTelemetry.Connections.Add(1);
    }

    /// <summary>Somebody has left.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _connections);
        GatewayTelemetry.Connections.Add(-1);
    }

    /// <summary>The hub's endpoint behind the door.</summary>
    public RequestDelegate Before(RequestDelegate hub) => context =>
    {
        var retryMs = IsArrival(context) ? WaitMs() : 0;
        return retryMs == 0 ? hub(context) : RefuseAsync(context, retryMs);
    };

    /// <summary>Lets one in where there is room and it is not too many at once; else the hub's endpoint has the answer.</summary>
    public bool TryAdmit() => WaitMs() == 0;

    // A negotiation, or a WebSocket, which over HTTP/2 is a CONNECT. What server-sent events and long polling ask for later belongs to a negotiation.
    private static bool IsArrival(HttpContext context) =>
        context.Request.Path.Value!.EndsWith("/negotiate", StringComparison.Ordinal)
        || context.Request.Headers.Upgrade.Count > 0
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };

    private long WaitMs()
    {
        if (Connections >= options.Value.MaxConnections)
        {
            return FullRetryMs;
        }

        lock (_lock)
        {
            return _rate.TryTake(time.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    private static Task RefuseAsync(HttpContext context, long retryMs)
    {
        GatewayTelemetry.Refused.Add(1);
        var when = TimeSpan.FromMilliseconds(retryMs).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var detail = $"This server has as many connections as it takes at the moment: come back in {when} s, or to another.";
        return IngressProblem.Later(context, StatusCodes.Status503ServiceUnavailable, Rejection.GatewayFull, detail, retryMs).ExecuteAsync(context);
    }
}
