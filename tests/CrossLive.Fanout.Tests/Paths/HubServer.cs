using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CrossLive.Gateway;
using CrossLive.Gateway.Auth;
using CrossLive.Gateway.Fanout;
using CrossLive.Gateway.Hubs;
using CrossLive.Gateway.Tests.Hubs;
using CrossLive.Gateway.Transport;
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

namespace CrossLive.Fanout.Tests.Paths;

/// <summary>How a server's connections stand.</summary>
public enum ServerPath
{
    /// <summary>Our own output, where it can be.</summary>
    Direct,

    /// <summary>Our own output, a system call for each message, as where the system has no batches.</summary>
    OneByOne,

    /// <summary>Our own output, with Kestrel's own transport below it, as where the system has no epoll.</summary>
    Pooled,

    /// <summary>Our own output is turned off.</summary>
    Standard,

    /// <summary>Kestrel ends TLS itself: our own output is on and must not be used.</summary>
    Tls,
}

/// <summary>A gateway with its silo and SQLite behind Kestrel, and what is to be seen of its connections.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private const string Subject = "CN=localhost";

    private readonly WebApplication _app;
    private readonly string _folder;

    private HubServer(WebApplication app, string folder) => (_app, _folder, Address) = (app, folder, new Uri(app.Urls.Single()));

    public Uri Address { get; }

    /// <summary>The hub over WebSockets.</summary>
    public Uri WebSocketAddress => new UriBuilder(Address) { Scheme = Address.Scheme == "https" ? "wss" : "ws", Path = HubMethods.Path }.Uri;

    public SocketConnections Direct => _app.Services.GetRequiredService<SocketConnections>();

    public Door Door => _app.Services.GetRequiredService<Door>();

    public RoomFeeds Feeds => _app.Services.GetRequiredService<RoomFeeds>();

    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    /// <summary>Takes the server's certificate, which is of its own making.</summary>
    public static SocketsHttpHandler CreateHandler() => new() { SslOptions = { RemoteCertificateValidationCallback = IsOurs } };

    public static Task<HubServer> StartAsync(ServerPath path, params (string Name, string Value)[] settings) => StartAsync(path, TimeProvider.System, settings);

    public static async Task<HubServer> StartAsync(ServerPath path, TimeProvider time, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("crosslive-fanout-").FullName;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (path == ServerPath.Tls)
            {
                listen.UseHttps(CreateCertificate());
            }
        }));
        builder.Configuration["CrossLive:Auth:SigningKey"] = "a-key-for-tests-of-at-least-32-bytes";
        builder.Configuration["CrossLive:Gateway:RenewMs"] = "100";
        builder.Configuration["CrossLive:Gateway:LimitViewers"] = "false";
        builder.Configuration["CrossLive:Gateway:DirectSockets"] = path == ServerPath.Standard ? "false" : "true";
        builder.Configuration["CrossLive:Gateway:BatchSends"] = path == ServerPath.OneByOne ? "false" : "true";
        builder.Configuration["CrossLive:Gateway:ReceiveLoops"] = path == ServerPath.Pooled ? "false" : "true";
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddSingleton(time);
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
        await app.StartAsync();
        return new HubServer(app, folder);
    }

    public string Token(string room, Role role = Role.Viewer, string person = "v1", TimeSpan? lifetime = null) =>
        _app.Services.GetRequiredService<TokenIssuer>().Issue(person, person, room, role, lifetime ?? TimeSpan.FromHours(1));

    /// <summary>Opens a room.</summary>
    public async Task<IRoomGrain> OpenAsync(string room)
    {
        var grain = _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IRoomGrain>(room);
        await grain.ExecuteAsync([new RoomCommand(new Person("web", "op", "op", Role.Operator), new OpenRoom("The show"))]);
        return grain;
    }

    /// <summary>A connection of the official .NET client that stands.</summary>
    public async Task<RoomViewer> ConnectAsync(
        string token, WireProtocol protocol = WireProtocol.Json, HttpTransportType transport = HttpTransportType.WebSockets, bool skipsNegotiation = false)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(Address, HubMethods.Path), transport, options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(token);
                options.SkipNegotiation = skipsNegotiation;
                options.HttpMessageHandlerFactory = _ => CreateHandler();
                options.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = IsOurs;
            })
            .AddCrossLiveProtocol(protocol)
            .Build();
        var viewer = new RoomViewer(connection);
        await connection.StartAsync();
        return viewer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate?.Subject == Subject;

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
