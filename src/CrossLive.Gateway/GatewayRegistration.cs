using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Grains;
using CrossLive.Gateway.Hubs;
using CrossLive.Gateway.Ingress;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway;

/// <summary>Puts a gateway into a host: the viewers' hub with both protocols, feeds, tokens.</summary>
public static class GatewayRegistration
{
    /// <summary>A connection's input and output buffers, in bytes: what a frozen client can make the server hold.</summary>
    private const int TransportBufferBytes = 64 * 1024;

    /// <summary>Calls of one client that run at one time: a like waits for the room's tick, and a clock probe must not wait for the like.</summary>
    private const int ParallelCallsPerViewer = 8;

    /// <summary>Adds what the gateway needs.</summary>
    public static IServiceCollection AddCrossLiveGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration("CrossLive:Gateway").ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsRanges>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GiftCatalogValidator>();
        services.AddCrossLiveAuth();
        services.AddCrossLiveIngress();
        services.AddSingleton<Door>();
        services.AddSingleton<SendLoops>();
        services.AddSingleton<SocketTransport>();
        services.AddSingleton<IStartupFilter, SocketEntry>();
        services.AddSingleton<SocketConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketConnections>());
        services.AddSingleton<IRooms, GrainRooms>();
        services.AddSingleton<RoomFeeds>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomFeeds>());
        services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = ProtocolLimits.MaxCallBytes;
            hub.MaximumParallelInvocationsPerClient = ParallelCallsPerViewer;
            hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            hub.EnableDetailedErrors = true;
            hub.AddFilter<UnexpectedErrorFilter>();
        }).AddCrossLiveProtocols();
        services.AddSingleton<HubLifetimeManager<RoomHub>, RoomLifetimeManager>();
        return services;
    }

    /// <summary>Maps the viewers' hub and the operators' endpoints.</summary>
    public static void MapCrossLiveGateway(this IEndpointRouteBuilder routes)
    {
        var door = routes.ServiceProvider.GetRequiredService<Door>();
        routes.MapHub<RoomHub>(HubMethods.Path, connection =>
        {
            connection.TransportMaxBufferSize = TransportBufferBytes;
            connection.ApplicationMaxBufferSize = TransportBufferBytes;
        }).Add(endpoint => endpoint.RequestDelegate = door.Before(endpoint.RequestDelegate!));
        Console.RoomEndpoints.MapRoomEndpoints(routes);
        routes.MapCrossLiveIngress();
    }
}
