using CrossLive.Media.Reception;
using CrossLive.Platforms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media;

/// <summary>
/// Asks the platforms of a room's destinations how they receive the stream, through their connections to the room, which have the tokens. A watch a destination says when;
/// used by the room's grain, in its turns.
/// </summary>
internal sealed partial class ReceptionDesk(string room, IGrainFactory grains, PlatformAdapterOptions options, TimeProvider time, Random random, Action<string, ReceptionChange> note, ILogger logger)
{
    private readonly ReceptionPace _pace = new(options.ReceptionPollMs, options.MaxFailingPollMs, options.QuotaPollMs);
    private readonly Dictionary<string, ReceptionWatch> _watches = new(StringComparer.Ordinal);

    /// <summary>Takes a second's report.</summary>
    public void Take(EgressReport report, IReadOnlyList<StreamDestination> destinations)
    {
        foreach (var destination in destinations)
        {
            if (PlatformProfiles.Of(destination.Platform ?? "") is not { TellsReception: true } profile || DestinationAddress.KeyOf(destination.Url) is not { } key)
            {
                continue;
            }

            if (!_watches.TryGetValue(destination.Id, out var watch))
            {
                _watches[destination.Id] = watch = new ReceptionWatch(NameOf(profile), _pace, StreamReports.GoneAfterMs);
            }

            if (watch.TryBegin(report.Destinations.Any(each => each.State == "live" && string.Equals(each.Id, destination.Id, StringComparison.Ordinal)), NowUnixMs()))
            {
                _ = AskAsync(destination.Id, profile.Name, StreamKey.DigestOf(key), watch);
            }
        }
    }

    /// <summary>The destination is another, or gone: what was said of it is said of another stream.</summary>
    public void Forget(string destination) => _watches.Remove(destination);

    /// <summary>What is to be shown.</summary>
    public ReceptionView ViewOf(StreamDestination destination) =>
        !PlatformProfiles.Of(destination.Platform ?? "").TellsReception ? ReceptionView.NotTold
        : !destination.IsLocked && DestinationAddress.KeyOf(destination.Url) is null ? ReceptionView.WithoutKey
        : _watches.TryGetValue(destination.Id, out var watch) ? watch.ViewAt(NowUnixMs())
        : ReceptionView.NotLive;

    private static string NameOf(PlatformProfile profile) => PlatformCatalog.Find(profile.Name)?.DisplayName ?? profile.Name;

    private async Task AskAsync(string destination, string platform, byte[] keyDigest, ReceptionWatch watch)
    {
        ReceptionAnswer answer;
        try
        {
            answer = await grains.GetGrain<IPlatformAdapterGrain>(PlatformAdapterKey.For(room, platform)).ReadReceptionAsync(keyDigest);
        }
#pragma warning disable CA1031 // The platform's grain moves, or has a fault: nobody knows what the platform says, and it is asked again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotAsked(logger, room, destination, exception);
            answer = ReceptionAnswer.Of(ReceptionGap.Unavailable, "The platform could not be asked: the server's log says why.");
        }

        var change = watch.Take(answer, NowUnixMs(), random.NextDouble());
        if (change is not null && _watches.TryGetValue(destination, out var current) && ReferenceEquals(current, watch))
        {
            LogChanged(logger, room, destination, change.Explanation);
            note(destination, change);
        }
    }

    private long NowUnixMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(2308, LogLevel.Information, "Room '{Room}', destination '{Destination}': {What}")]
    private static partial void LogChanged(ILogger logger, string room, string destination, string what);

    [LoggerMessage(2309, LogLevel.Warning, "Room '{Room}', destination '{Destination}': its platform could not be asked how it receives the stream; asked again")]
    private static partial void LogNotAsked(ILogger logger, string room, string destination, Exception exception);
}
