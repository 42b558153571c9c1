using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CrossLive.Gateway;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using CrossLive.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace CrossLive.Edge.Tests.Trees;

/// <summary>A gateway of this process behind Kestrel: a root with its silo and SQLite, or an edge of another one.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private Gateway(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
        _http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public RoomFeeds Feeds => _app.Services.GetRequiredService<RoomFeeds>();

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    /// <summary>A gateway on its own silo.</summary>
    public static Task<Gateway> StartRootAsync(string folder, params (string Name, string Value)[] settings) => StartAsync(
        builder =>
        {
            builder.Services.AddCrossLiveStorage(storage => storage.DataDirectory = folder);
            builder.Services.AddCrossLiveGateway();
            builder.Host.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(FreePort(), FreePort());
                silo.Configure<ClusterOptions>(cluster => cluster.ClusterId = Guid.NewGuid().ToString("N"));
                silo.AddCrossLiveGrains();
            });
        },
        app => app.MapCrossLiveGateway(),
        port: 0,
        settings);

    /// <summary>An edge that follows another gateway.</summary>
    public static Task<Gateway> StartEdgeAsync(Uri upstream, params (string Name, string Value)[] settings) => StartEdgeAsync(upstream.ToString(), 0, settings);

    /// <summary>An edge on a port of its own choice: one that comes back where it was.</summary>
    public static Task<Gateway> StartEdgeAsync(string upstream, int port, params (string Name, string Value)[] settings) => StartAsync(
        builder => builder.Services.AddCrossLiveEdge(),
        app => app.MapCrossLiveEdge(),
        port,
        [("CrossLive:Edge:Upstream", upstream), .. settings]);

    public string Token(string room, Role role = Role.Viewer, string person = "v1") => Tokens.Issue(person, person, room, role, TimeSpan.FromHours(1));

    public TokenIssuer Tokens => _app.Services.GetRequiredService<TokenIssuer>();

    /// <summary>Somebody who is in the room through this gateway.</summary>
    public async Task<Watcher> WatchAsync(string room, WireProtocol protocol = WireProtocol.MessagePack, Role role = Role.Viewer, string person = "v1", Position? known = null)
    {
        var watcher = await ConnectAsync(HubMethods.Path, Token(room, role, person), protocol);
        (await watcher.JoinAsync(room, known)).Ok.ShouldBeTrue();
        return watcher;
    }

    /// <summary>A connection that stands.</summary>
    public async Task<Watcher> ConnectAsync(string hub, string token, WireProtocol protocol = WireProtocol.MessagePack)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, hub), options => options.AccessTokenProvider = () => Task.FromResult<string?>(token))
            .AddCrossLiveProtocol(protocol)
            .Build();
        var watcher = new Watcher(connection);
        await connection.StartAsync();
        return watcher;
    }

    /// <summary>Opens a room as its operator does. Roots only.</summary>
    public async Task OpenAsync(string room)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/rooms/{room}/open") { Content = new StringContent("""{"title":"The show"}""", null, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(room, Role.Operator, "op"));
        using var response = await _http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>What the room itself says.</summary>
    public async Task<RoomViewSnapshot> ViewAsync(string room) => (await Grains.GetGrain<IRoomGrain>(room).InspectAsync()).View!;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<Gateway> StartAsync(Action<WebApplicationBuilder> add, Action<WebApplication> map, int port, (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["CrossLive:Auth:SigningKey"] = "a-key-for-tests-of-at-least-32-bytes",
            ["CrossLive:Gateway:RenewMs"] = "100",
            ["CrossLive:Gateway:LimitViewers"] = "false",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Random.Shared);
        add(builder);
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        map(app);
        await app.StartAsync();
        return new Gateway(app);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
