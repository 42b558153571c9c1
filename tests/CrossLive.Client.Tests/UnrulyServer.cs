using CrossLive.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrossLive.Client.Tests;

/// <summary>A real Kestrel server on a free port with one <see cref="UnrulyRoom"/>.</summary>
internal sealed class UnrulyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UnrulyServer(WebApplication app) => _app = app;

    public UnrulyRoom Room => _app.Services.GetRequiredService<UnrulyRoom>();

    public int Port => new Uri(_app.Urls.First()).Port;

    public Uri HubUri => new(_app.Urls.First() + HubMethods.Path);

    public static async Task<UnrulyServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<UnrulyRoom>();

        // More than one at a time, because some are never answered.
        builder.Services.AddSignalR(options => options.MaximumParallelInvocationsPerClient = 100).AddCrossLiveProtocols();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            var token = context.Request.Headers.Authorization.ToString();
            if (app.Services.GetRequiredService<UnrulyRoom>().TakesToken(token.Length == 0 ? null : token["Bearer ".Length..]))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapHub<UnrulyHub>(HubMethods.Path);
        await app.StartAsync();
        var server = new UnrulyServer(app);
        server.Room.Hub = app.Services.GetRequiredService<IHubContext<UnrulyHub>>();
        return server;
    }

    public RoomClientOptions Options(WireProtocol protocol = WireProtocol.MessagePack) => new()
    {
        HubUri = HubUri,
        Room = "room-1",
        TokenProvider = _ => ValueTask.FromResult<string?>("token"),
        Random = Random.Shared,
        Protocol = protocol,
        ReconnectDelay = TimeSpan.FromMilliseconds(5),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(20),
        ClockProbeInterval = Timeout.InfiniteTimeSpan,
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
