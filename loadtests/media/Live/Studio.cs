using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Product;
using CrossLive.LoadTests.Media.Live.Publishers;

namespace CrossLive.LoadTests.Media.Live;

/// <summary>A server, a platform, and a clip to publish: what every case needs. Ends all that it started.</summary>
internal sealed class Studio : IAsyncDisposable
{
    private Studio(LiveServer server, NginxPlatform platform, SourceClip clip) => (Server, Platform, Clip) = (server, platform, clip);

    /// <summary>The product.</summary>
    public LiveServer Server { get; }

    /// <summary>Where the stream goes.</summary>
    public NginxPlatform Platform { get; }

    /// <summary>What is published.</summary>
    public SourceClip Clip { get; }

    /// <summary>Starts everything: a clip of 640 × 360 at 30 pictures a second where none is given.</summary>
    public static async Task<Studio> OpenAsync(LiveRun run, IReadOnlyDictionary<string, string> settings, SourceClip? clip, CancellationToken cancellationToken)
    {
        clip ??= await SourceClip.MakeAsync(640, 360, 30, 1_500, cancellationToken);
        var studio = new Studio(new LiveServer(settings), new NginxPlatform(), clip);
        try
        {
            await studio.Platform.StartAsync(cancellationToken);
            await studio.Server.StartAsync(cancellationToken);
        }
        catch
        {
            await studio.DisposeAsync();
            throw;
        }

        run.Say($"server {studio.Server.Process.Id} and a platform run");
        return studio;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
