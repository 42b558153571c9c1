using CrossLive.Media.Reception;

namespace CrossLive.Media;

/// <summary>Where a room's stream goes to.</summary>
/// <param name="Id">The operator's name for it: 1 to 64 letters, digits, '-' and '_'.</param>
/// <param name="Url">With the platform's key, so a secret; see <see cref="DestinationAddress"/>.</param>
/// <param name="IsEnabled">False: it is kept and not streamed to.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamDestination")]
public sealed record StreamDestination([property: Id(0)] string Id, [property: Id(1)] string Url, [property: Id(2)] bool IsEnabled)
{
    /// <summary>Whose limits hold, as <see cref="PlatformProfiles"/> names them; null or unknown: <see cref="PlatformProfiles.Generic"/>.</summary>
    [Id(3)]
    public string? Platform { get; init; }

    /// <summary>Whether it is sent one size for the whole stream; null: as its platform asks for.</summary>
    [Id(4)]
    public bool? KeepsSize { get; init; }

    /// <summary>The operator's limit of video, in kbps; null: the platform's.</summary>
    [Id(5)]
    public int? MaxVideoKbps { get; init; }

    /// <summary>What it may be delayed by repairing losses, in ms (SRT); null: a second.</summary>
    [Id(6)]
    public int? DelayBudgetMs { get; init; }

    /// <summary>True where the stored address cannot be opened, because its key is not in the server's key ring: <see cref="Url"/> is empty then, and nothing is sent.</summary>
    [Id(7)]
    public bool IsLocked { get; init; }

    /// <summary>Without its key: logs and errors show calls with what was given to them.</summary>
    public override string ToString() => $"{Id} {DestinationAddress.WithoutKey(Url)}";
}

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
    [property: Id(10)] int Restarts)
{
    /// <summary>True while the slate is sent in place of the picture, because its link carries no more.</summary>
    [Id(11)]
    public bool IsSlate { get; init; }

    /// <summary>What its link was seen to do since the last report, a sample a second.</summary>
    [Id(12)]
    public IReadOnlyList<DestinationSample> Samples { get; init; } = [];

    /// <summary>What was decided since the last report.</summary>
    [Id(13)]
    public IReadOnlyList<DestinationDecision> Decisions { get; init; } = [];

    /// <summary>How long a picture takes from our encoder until the destination has it, see <see cref="SendingDelay"/>; null where none arrives.</summary>
    [Id(14)]
    public int? SendingDelayMs { get; init; }

    /// <summary>How long it took to come here, as far as it can be seen: the publisher's lag and what its transport holds back. The room's grain adds it. Null where it is not known.</summary>
    [Id(15)]
    public int? ComingDelayMs { get; init; }
}

/// <summary>What was measured of a destination's link in a second. Rates are in kbps.</summary>
/// <param name="AtUnixMs">When.</param>
/// <param name="CapacityKbps">What the kernel saw it deliver; no less while there is little to deliver.</param>
/// <param name="SentKbps">What was acknowledged.</param>
/// <param name="VideoKbps">What video is to have.</param>
/// <param name="RoundTripMs">The newest.</param>
/// <param name="WaitingMs">How long the oldest picture has waited that is not written whole.</param>
/// <param name="IsSlate">The slate in place of the picture.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DestinationSample")]
public sealed record DestinationSample(
    [property: Id(0)] long AtUnixMs,
    [property: Id(1)] int CapacityKbps,
    [property: Id(2)] int SentKbps,
    [property: Id(3)] int VideoKbps,
    [property: Id(4)] double RoundTripMs,
    [property: Id(5)] int WaitingMs,
    [property: Id(6)] bool IsSlate);

/// <summary>What a destination was to be sent from a moment on, and why. Rates are in kbps.</summary>
/// <param name="AtUnixMs">When.</param>
/// <param name="Reason">A <see cref="BitrateReason"/>'s name, or "Rendition": another size.</param>
/// <param name="VideoKbps">What video is to have.</param>
/// <param name="AudioKbps">What sound has.</param>
/// <param name="Rendition">What it is sent then, or null before anything.</param>
/// <param name="IsSlate">The slate in place of the picture.</param>
/// <param name="Explanation">The figures that led to it, in an English sentence.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DestinationDecision")]
public sealed record DestinationDecision(
    [property: Id(0)] long AtUnixMs,
    [property: Id(1)] string Reason,
    [property: Id(2)] int VideoKbps,
    [property: Id(3)] int AudioKbps,
    [property: Id(4)] string? Rendition,
    [property: Id(5)] bool IsSlate,
    [property: Id(6)] string Explanation);

/// <summary>What is known of one destination: of the last minutes, see <see cref="DestinationLogLimits"/>. Forgotten when the room's stream has been away from this silo.</summary>
/// <param name="Destination">As it was set.</param>
/// <param name="Status">How it is doing; null where nothing is sent.</param>
/// <param name="Samples">Oldest first.</param>
/// <param name="Decisions">Oldest first.</param>
[GenerateSerializer, Immutable, Alias("crosslive.DestinationInspection")]
public sealed record DestinationInspection(
    [property: Id(0)] StreamDestination Destination,
    [property: Id(1)] DestinationStatus? Status,
    [property: Id(2)] IReadOnlyList<DestinationSample> Samples,
    [property: Id(3)] IReadOnlyList<DestinationDecision> Decisions)
{
    /// <summary>What its platform says of the stream.</summary>
    [Id(4)]
    public ReceptionView Reception { get; init; } = ReceptionView.NotTold;

    /// <summary>How that has changed, oldest first.</summary>
    [Id(5)]
    public IReadOnlyList<ReceptionChange> ReceptionChanges { get; init; } = [];
}

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
public sealed record EgressInspection([property: Id(0)] IReadOnlyList<StreamDestination> Destinations, [property: Id(1)] EgressReport Report)
{
    /// <summary>What each one's platform says of the stream, in the destinations' order.</summary>
    [Id(2)]
    public IReadOnlyList<ReceptionView> Receptions { get; init; } = [];
}
