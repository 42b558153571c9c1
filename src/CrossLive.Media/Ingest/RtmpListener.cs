using System.Globalization;
using CrossLive.Media.Rtmp;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrossLive.Media.Ingest;

/// <summary>
/// The port for publishers. A Kestrel of its own, because the viewers' one forgets its addresses (<c>--urls</c>) as soon as one is added in code, and reads sockets in a way
/// that is made for many quiet ones.
/// </summary>
internal sealed partial class RtmpListener(IOptions<MediaOptions> options, RtmpServer server, IServiceProvider services, ILoggerFactory logs, ILogger<RtmpListener> logger) : IHostedService, IDisposable
{
    /// <summary>What a connection may have sent that nobody has read yet.</summary>
    private const int MaxUnreadBytes = 256 * 1024;

    private KestrelServer? _kestrel;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.RtmpPort == 0)
        {
            return;
        }

        var kestrel = new KestrelServerOptions { ApplicationServices = services };
        Listen(kestrel, settings, settings.RtmpPort, listen => listen.Run(server.OnConnectedAsync));
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions { MaxReadBufferSize = MaxUnreadBytes }), logs);
        _kestrel = new KestrelServer(Options.Create(kestrel), sockets, logs);
        try
        {
            await _kestrel.StartAsync(new NoHttp(), cancellationToken);
        }
        catch (IOException taken)
        {
            throw new InvalidOperationException(
                $"Publishers cannot be listened to: {taken.Message} Set CrossLive:Media:RtmpPort to a free port, or CrossLive:Media:Address to another address of this machine.", taken);
        }

        LogListening(logger, settings.Address, settings.RtmpPort, MediaOptions.App);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_kestrel is { } kestrel)
        {
            await kestrel.StopAsync(cancellationToken);
        }
    }

    public void Dispose() => _kestrel?.Dispose();

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

    [LoggerMessage(5030, LogLevel.Information, "Publishers: rtmp://{Address}:{Port}/{App}")]
    private static partial void LogListening(ILogger logger, string address, int port, string app);

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
