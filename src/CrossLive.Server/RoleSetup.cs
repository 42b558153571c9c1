using CrossLive.Gateway;
using CrossLive.Media.Ingest;
using CrossLive.Server.Health;
using CrossLive.Server.Media;
using CrossLive.Storage;

namespace CrossLive.Server;

/// <summary>What each role puts into the process. Tokens, hubs, page, telemetry and liveness are every role's.</summary>
internal static class RoleSetup
{
    /// <summary>A silo, storage, the gateway on them, ingress, the port for streams and operators' endpoints.</summary>
    public static void AddServerRole(this WebApplicationBuilder builder, ServerOptions options)
    {
        builder.Services.AddCrossLiveStorage(storage =>
        {
            builder.Configuration.GetSection(StorageOptions.Section).Bind(storage);
            storage.DataDirectory ??= options.DataDirectory;
        });
        builder.Services.AddCrossLiveGateway();
        builder.Services.AddCrossLiveHealth().AddServerChecks();
        builder.AddCrossLiveSilo(options);
        builder.Services.AddCrossLiveMedia(options.DataDirectory);
        builder.Services.AddSingleton<PreviewRelay>();
    }

    /// <summary>Maps what only this role has.</summary>
    public static void MapServerRole(this WebApplication app)
    {
        app.MapCrossLiveGateway();
        app.MapPreview();
        app.MapHls();
        app.MapRecordings();
        app.MapClips();
        app.MapReplays();
        app.MapCrossLiveDashboard();
        app.MapAsyncApi();
    }

    /// <summary>A gateway whose rooms come from another one: nothing on disk, no silo.</summary>
    public static void AddEdgeRole(this WebApplicationBuilder builder)
    {
        builder.Services.AddCrossLiveEdge();
        builder.Services.AddSingleton<PreviewRelay>();
        builder.Services.AddCrossLiveHealth().AddEdgeChecks();
    }
}
