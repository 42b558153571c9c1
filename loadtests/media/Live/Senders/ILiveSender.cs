using CrossLive.LoadTests.Media.Live.Publishers;
using CrossLive.LoadTests.Media.Measures;

namespace CrossLive.LoadTests.Media.Live.Senders;

/// <summary>A camera, a real encoder, and what sends its stream to a platform.</summary>
internal interface ILiveSender : IAsyncDisposable
{
    /// <summary>The camera.</summary>
    ClipPlayer Camera { get; }

    /// <summary>Waits until the whole picture goes out at its highest rate.</summary>
    Task WhenWholeAsync(CancellationToken cancellationToken);

    /// <summary>Watches it for so long, and gives what it decided meanwhile, in ms from the beginning on; the first is what it had then.</summary>
    Task<IReadOnlyList<LoggedDecision>> WatchAsync(double beganMs, double untilMs, CancellationToken cancellationToken);
}
