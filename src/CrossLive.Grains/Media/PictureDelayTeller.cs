using CrossLive.Platforms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media;

/// <summary>Tells a room's platforms how far the picture is behind the host when they take it, so that countdowns of sales can say when the host has to speak. Used by the room's grain.</summary>
internal sealed partial class PictureDelayTeller(string room, IGrainFactory grains, ILogger logger)
{
    private readonly Dictionary<string, PictureDelayNews> _news = new(StringComparer.Ordinal);

    /// <summary>Takes a second's figures.</summary>
    public void Take(EgressReport report, IReadOnlyList<StreamDestination> destinations, long nowMs)
    {
        // While the slate stands in there is no picture of the host's that could be late.
        if (report.Encoder != "live")
        {
            return;
        }

        // Who speaks for both of two streams to a platform speaks for the later one.
        var figures = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var status in report.Destinations)
        {
            var platform = PlatformProfiles.Of(destinations.FirstOrDefault(each => string.Equals(each.Id, status.Id, StringComparison.Ordinal))?.Platform ?? "").Name;
            if (status is { SendingDelayMs: { } sendingMs, ComingDelayMs: { } comingMs, IsSlate: false } && PlatformCatalog.Find(platform) is not null)
            {
                figures[platform] = Math.Min(Math.Max(figures.GetValueOrDefault(platform), sendingMs + comingMs), SendingDelay.MaxMs);
            }
        }

        foreach (var (platform, delayMs) in figures)
        {
            if (!_news.TryGetValue(platform, out var news))
            {
                _news[platform] = news = new PictureDelayNews();
            }

            if (news.Take(delayMs, nowMs) is { } told)
            {
                _ = TellAsync(platform, told, news);
            }
        }
    }

    private async Task TellAsync(string platform, long delayMs, PictureDelayNews news)
    {
        try
        {
            await grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform)).NoteVideoDelayAsync(delayMs);
        }
#pragma warning disable CA1031 // A platform's grain that moves, or cannot store, shows in many exceptions: it is told again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            news.NoteLost();
            LogNotTold(logger, room, platform, exception);
        }
    }

    [LoggerMessage(2307, LogLevel.Debug, "Room '{Room}': platform '{Platform}' was not told how far its picture is behind; told again in ten seconds")]
    private static partial void LogNotTold(ILogger logger, string room, string platform, Exception exception);
}
