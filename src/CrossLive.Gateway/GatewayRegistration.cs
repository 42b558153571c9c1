using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Edges;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Grains;
using CrossLive.Gateway.Hubs;
using CrossLive.Gateway.Ingress;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CrossLive.Gateway;

/// <summary>Puts a gateway into a host: the hubs with both protocols, feeds, tokens.</summary>
public static class GatewayRegistration
{
    /// <summary>A connection's input and output buffers, in bytes: what a frozen client can make the server hold.</summary>
    private const int TransportBufferBytes = 64 * 1024;

    /// <summary>Adds what a gateway on the grains of its cluster needs, with the platforms' ingress and the operators' endpoints.</summary>
    public static IServiceCollection AddCrossLiveGateway(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalRoomObservers>();
        return services.AddCrossLiveIngress().AddSingleton<IRooms, GrainRooms>().AddRooms();
    }

    /// <summary>Adds what an edge needs: a gateway whose rooms come from another gateway.</summary>
    public static IServiceCollection AddCrossLiveEdge(this IServiceCollection services)
    {
        services.AddOptions<EdgeOptions>().BindConfiguration("CrossLive:Edge").ValidateOnStart();
        services.AddSingleton<IValidateOptions<EdgeOptions>, EdgeOptionsValidator>();
        services.AddSingleton<UpstreamProbe>();
        return services.AddSingleton<IRooms, UpstreamRooms>().AddRooms();
    }

    /// <summary>Maps the hubs and the endpoints of operators and platforms.</summary>
    public static void MapCrossLiveGateway(this IEndpointRouteBuilder routes)
    {
        routes.MapRooms();
        Console.RoomEndpoints.MapRoomEndpoints(routes);
        Console.SaleEndpoints.MapSaleEndpoints(routes);
        Console.StreamEndpoints.MapStreamEndpoints(routes);
        Console.DestinationEndpoints.MapDestinationEndpoints(routes);
        routes.MapCrossLiveIngress();
    }

    /// <summary>Maps an edge's hubs.</summary>
    public static void MapCrossLiveEdge(this IEndpointRouteBuilder routes) => routes.MapRooms();

    private static IServiceCollection AddRooms(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration("CrossLive:Gateway").ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsRanges>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GiftCatalogValidator>();
        services.AddSingleton<IValidateOptions<GatewayOptions>, TickValidator>();
        services.AddCrossLiveAuth();
        services.AddSingleton<GatewayName>();
        services.AddSingleton<Door>();
        services.AddSingleton<SendLoops>();
        services.AddSingleton<RoomCalls>();
        services.AddSingleton<UnexpectedErrorFilter>();
        services.AddSingleton<IConnectionListenerFactory, LoopTransport>();
        services.AddSingleton<SocketTransport>();
        services.AddSingleton<IStartupFilter, SocketEntry>();
        services.AddSingleton<SocketConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketConnections>());
        services.AddSingleton<RoomFeeds>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomFeeds>());
        services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = ProtocolLimits.MaxCallBytes;
            hub.MaximumParallelInvocationsPerClient = DirectCalls.MaxUnderWay;
            hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            hub.EnableDetailedErrors = true;
            hub.AddFilter<UnexpectedErrorFilter>();
        }).AddCrossLiveProtocols().AddHubOptions<EdgeHub>(hub => hub.MaximumReceiveMessageSize = ProtocolLimits.MaxEdgeCallBytes);
        services.AddSingleton<HubLifetimeManager<RoomHub>, RoomLifetimeManager<RoomHub>>();
        services.AddSingleton<HubLifetimeManager<EdgeHub>, RoomLifetimeManager<EdgeHub>>();
        return services;
    }

    private static void MapRooms(this IEndpointRouteBuilder routes)
    {
        var door = routes.ServiceProvider.GetRequiredService<Door>();
        routes.MapHub<RoomHub>(HubMethods.Path, connection =>
        {
            connection.TransportMaxBufferSize = TransportBufferBytes;
            connection.ApplicationMaxBufferSize = TransportBufferBytes;
        }).Add(endpoint => endpoint.RequestDelegate = door.Before(endpoint.RequestDelegate!));

        // Not behind the door: an edge that stays outside keeps thousands outside. Few and large messages have no need for a path of their own.
        routes.MapHub<EdgeHub>(EdgeMethods.Path);
    }
}
