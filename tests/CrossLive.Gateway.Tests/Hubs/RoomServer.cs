using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Shouldly;

namespace CrossLive.Gateway.Tests.Hubs;

/// <summary>A gateway with its silo and SQLite behind Kestrel, on free ports and a folder of its own.</summary>
internal sealed class RoomServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _http;

    private RoomServer(WebApplication app, string folder) => (_app, _folder, _http) = (app, folder, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    public Uri Address => _http.BaseAddress!;

    public HttpClient Http => _http;

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public RoomFeeds Feeds => _app.Services.GetRequiredService<RoomFeeds>();

    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    public static async Task<RoomServer> StartAsync(params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("crosslive-gateway-").FullName;
        // Settings are this test's own: none from a file that lies beside it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration["CrossLive:Auth:SigningKey"] = "a-key-for-tests-of-at-least-32-bytes";
        builder.Configuration["CrossLive:Gateway:RenewMs"] = "100";
        builder.Configuration["CrossLive:Gateway:Gifts:0:Id"] = "rose";
        builder.Configuration["CrossLive:Gateway:Gifts:0:Name"] = "Rose";
        builder.Configuration["CrossLive:Gateway:Gifts:0:MinorUnits"] = "100";
        builder.Configuration["CrossLive:Gateway:Gifts:0:Currency"] = "EUR";
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Random.Shared);
        builder.Services.AddCrossLiveStorage(storage => storage.DataDirectory = folder);
        builder.Services.AddCrossLiveGateway();
        builder.Host.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = Guid.NewGuid().ToString("N"));
            silo.AddCrossLiveGrains();
        });
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapCrossLiveGateway();
        app.MapDevelopmentTokens();
        await app.StartAsync();
        return new RoomServer(app, folder);
    }

    public string Token(string room, Role role = Role.Viewer, string person = "v1", TimeSpan? lifetime = null) =>
        _app.Services.GetRequiredService<TokenIssuer>().Issue(person, person, room, role, lifetime ?? TimeSpan.FromHours(1));

    /// <summary>A connection that stands.</summary>
    public async Task<RoomViewer> ConnectAsync(
        string token, WireProtocol protocol = WireProtocol.Json, HttpTransportType transport = HttpTransportType.WebSockets)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, HubMethods.Path), transport, options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .AddCrossLiveProtocol(protocol)
            .Build();
        var viewer = new RoomViewer(connection);
        await connection.StartAsync();
        return viewer;
    }

    /// <summary>A connection that stands, in the room.</summary>
    public async Task<RoomViewer> JoinAsync(string room, WireProtocol protocol = WireProtocol.Json, Role role = Role.Viewer, string person = "v1")
    {
        var viewer = await ConnectAsync(Token(room, role, person), protocol);
        (await viewer.JoinAsync(room)).Ok.ShouldBeTrue();
        return viewer;
    }

    /// <summary>Opens a room as its operator does.</summary>
    public async Task<IRoomGrain> OpenAsync(string room)
    {
        using var response = await PostAsync($"/api/rooms/{room}/open", """{"title":"The show"}""", Token(room, Role.Operator, "op"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return Grains.GetGrain<IRoomGrain>(room);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string json, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, null, "application/json") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
