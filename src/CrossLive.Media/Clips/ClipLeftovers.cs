using CrossLive.Media.Recording;
using Microsoft.Extensions.Hosting;

namespace CrossLive.Media.Clips;

/// <summary>Deletes what a process that was killed left of clips that it was making: at the start, and every ten minutes for processes that share the folder.</summary>
public sealed class ClipLeftovers(RecordingStore store, TimeProvider time) : IHostedService, IDisposable
{
    /// <summary>How often it is looked for.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private ITimer? _looking;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _looking = time.CreateTimer(_ => Remove(), null, TimeSpan.Zero, Period);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _looking?.Dispose();

    private void Remove()
    {
        try
        {
            foreach (var room in Directory.Exists(store.Folder) ? Directory.EnumerateDirectories(store.Folder) : [])
            {
                ClipFiles.DeleteLeftovers(ClipFiles.FolderIn(room));
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The next look finds it again.
        }
    }
}
