using CrossLive.Media;
using CrossLive.Media.Reception;

namespace CrossLive.Gateway.Console;

/// <summary>One destination as operators see it: never its key.</summary>
internal static class DestinationReport
{
    // Parts of the way from the host's camera to a platform's viewers that nothing here can see.
    private static readonly string[] NotMeasured = ["host", "encoding", "platform"];

    private const string KeyLost =
        "The key that its address was encrypted with is not in the server's key ring (the folder \"keys\" of its data folder, or CrossLive:Media:KeyRingDirectory): put the key ring back and start the server again, or set the destination anew with its address.";

    /// <summary>What is shown.</summary>
    public static object Of(StreamDestination destination, DestinationStatus? status, ReceptionView reception) => new
    {
        id = destination.Id,
        address = DestinationAddress.WithoutKey(destination.Url),
        enabled = destination.IsEnabled,
        platform = PlatformProfiles.Of(destination.Platform ?? "").Name,
        keepSize = destination.KeepsSize,
        maxVideoKbps = destination.MaxVideoKbps,
        delayBudgetMs = destination.DelayBudgetMs,
        state = destination.IsLocked ? "locked" : destination.IsEnabled ? status?.State ?? "waiting" : "off",
        code = destination.IsLocked ? "key-lost" : status?.Code,
        detail = destination.IsLocked ? KeyLost : status?.Detail,
        rendition = status?.Rendition,
        slate = status?.IsSlate ?? false,
        sentPictures = status?.SentPictures ?? 0,
        droppedPictures = status?.DroppedPictures ?? 0,
        sentBytes = status?.SentBytes ?? 0,
        waitingBytes = status?.WaitingBytes ?? 0,
        roundTripMs = status?.RoundTripMs ?? 0,
        restarts = status?.Restarts ?? 0,
        delay = status?.SendingDelayMs is { } sendingMs ? new
        {
            knownMs = sendingMs + (status.ComingDelayMs ?? 0),
            comingMs = status.ComingDelayMs,
            sendingMs,
            notMeasured = NotMeasured,
        } : null,
        platformHealth = PlatformHealthReport.Of(destination, reception),
    };
}
