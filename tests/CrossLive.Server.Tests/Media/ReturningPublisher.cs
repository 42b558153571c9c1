namespace CrossLive.Server.Tests.Media;

/// <summary>Publishes to an address, and publishes again when it was refused or cut, as OBS does.</summary>
internal sealed class ReturningPublisher(string address) : IAsyncDisposable
{
    private Ffmpeg _ffmpeg = Ffmpeg.Publish(address);

    /// <summary>How often it has come.</summary>
    public int Tries { get; private set; } = 1;

    /// <summary>What it said last.</summary>
    public string Said => _ffmpeg.Said;

    /// <summary>Comes again where it has ended.</summary>
    public async Task ReturnAsync()
    {
        if (_ffmpeg.HasExited)
        {
            await _ffmpeg.DisposeAsync();
            _ffmpeg = Ffmpeg.Publish(address);
            Tries++;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ffmpeg.DisposeAsync();
}
