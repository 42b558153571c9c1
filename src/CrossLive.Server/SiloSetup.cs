using System.Net;
using CrossLive.Rooms;
using Orleans.Configuration;
using StackExchange.Redis;

namespace CrossLive.Server;

/// <summary>The silo of this process: alone, or in a cluster by Redis membership.</summary>
internal static class SiloSetup
{
    /// <summary>Adds the silo and its grains.</summary>
    public static void AddCrossLiveSilo(this WebApplicationBuilder builder, ServerOptions options) => builder.UseOrleans(silo =>
    {
        var cluster = options.Cluster;
        if (cluster.Membership is "redis")
        {
            silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster.Redis));
            silo.Configure<ClusterOptions>(names => (names.ClusterId, names.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
            silo.ConfigureEndpoints(IPAddress.Parse(cluster.AdvertisedAddress), cluster.SiloPort, cluster.GatewayPort);
        }
        else
        {
            silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, serviceId: cluster.ServiceId, clusterId: cluster.ClusterId);
        }

        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromMilliseconds(cluster.ProbeMs);
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });

        // A call to a room that is moving is tried again by its caller with the same keys: hanging on to it longer helps nobody.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(20));
        silo.AddCrossLiveGrains();
        silo.AddCrossLiveDashboard();
    });
}
