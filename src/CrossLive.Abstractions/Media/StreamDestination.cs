namespace CrossLive.Media;

/// <summary>Where a room's stream goes to.</summary>
/// <param name="Id">The operator's name for it: 1 to 64 letters, digits, '-' and '_'.</param>
/// <param name="Url">With the platform's key, so a secret; see <see cref="DestinationAddress"/>.</param>
/// <param name="IsEnabled">False: it is kept and not streamed to.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamDestination")]
public sealed record StreamDestination([property: Id(0)] string Id, [property: Id(1)] string Url, [property: Id(2)] bool IsEnabled);

/// <summary>How a destination is doing, from the process that streams to it.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">"waiting": there is nothing to send. "connecting". "live". "refused": it does not take the key or the address; tried again now and then. "retrying": it ended, and is tried again. "off".</param>
/// <param name="Code">Why it ended last, or null.</param>
/// <param name="Detail">The same in a sentence, or null.</param>
/// <param name="Rendition">What it is sent, or null.</param>
/// <param name="SentPictures">Since it connected.</param>
/// <param name="DroppedPictures">Since it connected.</param>
/// <param name="SentBytes">Since it connected.</param>
/// <param name="WaitingBytes">Before its socket.</param>
/// <param name="RoundTripMs">By the kernel.</param>
/// <param name="Restarts">Since the stream began.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DestinationStatus")]
public sealed record DestinationStatus(
    [property: Id(0)] string Id,
    [property: Id(1)] string State,
    [property: Id(2)] string? Code,
    [property: Id(3)] string? Detail,
    [property: Id(4)] string? Rendition,
    [property: Id(5)] long SentPictures,
    [property: Id(6)] long DroppedPictures,
    [property: Id(7)] long SentBytes,
    [property: Id(8)] long WaitingBytes,
    [property: Id(9)] double RoundTripMs,
    [property: Id(10)] int Restarts);

/// <summary>What a process says of the streams that it sends for a room.</summary>
/// <param name="Encoder">"none", "starting", "live", "slate", or "failed".</param>
/// <param name="EncoderRestarts">Since the stream began.</param>
/// <param name="Detail">What is wrong with the encoder, or null.</param>
/// <param name="Destinations">Each one's.</param>
[GenerateSerializer, Immutable, Alias("crosslive.EgressReport")]
public sealed record EgressReport(
    [property: Id(0)] string Encoder,
    [property: Id(1)] int EncoderRestarts,
    [property: Id(2)] string? Detail,
    [property: Id(3)] IReadOnlyList<DestinationStatus> Destinations)
{
    /// <summary>Nothing is sent.</summary>
    public static EgressReport None { get; } = new("none", 0, null, []);
}

/// <summary>What a process is to send for a room.</summary>
/// <param name="IsYours">False: another process has the stream; stop.</param>
/// <param name="Destinations">All of the room's.</param>
[GenerateSerializer, Immutable, Alias("crosslive.EgressPlan")]
public sealed record EgressPlan([property: Id(0)] bool IsYours, [property: Id(1)] IReadOnlyList<StreamDestination> Destinations);

/// <summary>A room's destinations.</summary>
/// <param name="Destinations">As they were set.</param>
/// <param name="Report">What was said of them last; <see cref="EgressReport.None"/> where nothing is sent.</param>
[GenerateSerializer, Immutable, Alias("crosslive.EgressInspection")]
public sealed record EgressInspection([property: Id(0)] IReadOnlyList<StreamDestination> Destinations, [property: Id(1)] EgressReport Report);
