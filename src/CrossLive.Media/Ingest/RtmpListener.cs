using System.Globalization;
using CrossLive.Media.Rtmp;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Ingest;

/// <summary>
/// The ports for publishers. A Kestrel of its own, because the viewers' one forgets its addresses (<c>--urls</c>) as soon as one is added in code, and reads sockets in a way
/// that is made for many quiet ones.
/// </summary>
internal sealed partial class RtmpListener(
    IOptions<MediaOptions> options, RtmpServer server, IConfiguration configuration, IServiceProvider services, ILoggerFactory logs, ILogger<RtmpListener> logger) : IHostedService, IDisposable
{
    /// <summary>What a connection may have sent that nobody has read yet.</summary>
    private const int MaxUnreadBytes = 256 * 1024;

    private KestrelServer? _kestrel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings is { RtmpPort: 0, RtmpsPort: 0 })
        {
            return;
        }

        // Before TLS, whose handshakes the RTMP server does not see. It counts both ports' connections together.
        var kestrel = new KestrelServerOptions { ApplicationServices = services, Limits = { MaxConcurrentConnections = settings.MaxConnections } };
        if (settings.RtmpPort != 0)
        {
            Listen(kestrel, settings, settings.RtmpPort, listen => listen.Run(server.OnConnectedAsync));
        }

        if (settings.RtmpsPort != 0)
        {
            ListenWithTls(kestrel, settings);
        }

        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions { MaxReadBufferSize = MaxUnreadBytes }), logs);
        _kestrel = new KestrelServer(Options.Create(kestrel), sockets, logs);
        try
        {
            await _kestrel.StartAsync(new NoHttp(), cancellationToken);
        }
        catch (IOException taken)
        {
            throw new InvalidOperationException(
                $"Publishers cannot be listened to: {taken.Message} Set CrossLive:Media:RtmpPort (RtmpsPort) to a free port, or CrossLive:Media:Address to another address of this machine.", taken);
        }

        if (settings.RtmpPort != 0)
        {
            LogListening(logger, "rtmp", settings.Address, settings.RtmpPort, MediaOptions.App);
        }

        if (settings.RtmpsPort != 0)
        {
            LogListening(logger, "rtmps", settings.Address, settings.RtmpsPort, MediaOptions.App);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_kestrel is { } kestrel)
        {
            await kestrel.StopAsync(cancellationToken);
        }
    }

    public void Dispose() => _kestrel?.Dispose();

    // The certificates of the viewers' Kestrel, and nothing else of its section: its addresses are not ours.
    private void ListenWithTls(KestrelServerOptions kestrel, MediaOptions settings)
    {
        var certificates = configuration.GetSection("Kestrel:Certificates").AsEnumerable(makePathsRelative: true)
            .ToDictionary(entry => "Certificates:" + entry.Key, entry => entry.Value, StringComparer.OrdinalIgnoreCase);
        try
        {
            kestrel.Configure(new ConfigurationBuilder().AddInMemoryCollection(certificates).Build()).Load();
            Listen(kestrel, settings, settings.RtmpsPort, listen =>
            {
                listen.UseHttps(tls => tls.HandshakeTimeout = TimeSpan.FromMilliseconds(settings.PublishWithinMs));
                listen.Run(server.OnConnectedAsync);
            });
        }
        catch (InvalidOperationException missing)
        {
            throw new InvalidOperationException(
                $"CrossLive:Media:RtmpsPort is {settings.RtmpsPort}, but the server has no certificate for it: set Kestrel:Certificates:Default:Path and :KeyPath. ({missing.Message})", missing);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, MediaOptions settings, int port, Action<ListenOptions> how)
    {
        if (settings.ListenAddress() is { } address)
        {
            kestrel.Listen(address, port, how);
        }
        else
        {
            kestrel.ListenAnyIP(port, how);
        }
    }

    [LoggerMessage(5030, LogLevel.Information, "Publishers: {Scheme}://{Address}:{Port}/{App}")]
    private static partial void LogListening(ILogger logger, string scheme, string address, int port, string app);

    // Kestrel wants an application; no endpoint here speaks HTTP.
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => Task.CompletedTask;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }
    }
}
