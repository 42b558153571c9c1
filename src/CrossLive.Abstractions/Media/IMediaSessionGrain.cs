using Orleans.Concurrency;

namespace CrossLive.Media;

/// <summary>
/// The host's stream of one room; the key is the room's name. Keeps the digest of the room's stream key, says who may publish (one at a time, in the whole cluster), and
/// knows how the stream is doing. The process that takes the stream reports every <see cref="StreamReports.IntervalMs"/>; one that stops reporting has lost its place.
/// </summary>
[Alias("crosslive.IMediaSessionGrain")]
public interface IMediaSessionGrain : IGrainWithStringKey
{
    /// <summary>The room's key from now on; whoever publishes with an older one is cut with its next report. Durable when it returns.</summary>
    /// <param name="digest">SHA-256 of the key, see <see cref="StreamKey.DigestOf"/>.</param>
    /// <returns>When it was made, ms since 1970 UTC.</returns>
    [Alias("setKey")]
    Task<long> SetKeyAsync(byte[] digest);

    /// <summary>Nobody may publish any more; who does is cut with the next report. Durable when it returns. Harmless where there is no key.</summary>
    [Alias("revokeKey")]
    Task RevokeKeyAsync();

    /// <summary>The key's number where it is the room's key, else null.</summary>
    [AlwaysInterleave, Alias("checkKey")]
    Task<long?> CheckKeyAsync(byte[] digest);

    /// <summary>A publisher asks to begin. Durable when it returns.</summary>
    [Alias("begin")]
    Task<StreamTurn> BeginAsync(StreamBegin begin);

    /// <summary>How a publisher is doing; the answer says whether it may go on.</summary>
    [AlwaysInterleave, Alias("report")]
    Task<StreamTurn> ReportAsync(Guid session, StreamReport report);

    /// <summary>A publisher has ended. Harmless where another has its place.</summary>
    [Alias("end")]
    Task EndAsync(Guid session, StreamEnd end);

    /// <summary>A publisher was refused before it could begin.</summary>
    [AlwaysInterleave, OneWay, Alias("refused")]
    Task NoteRefusalAsync(StreamEnd refusal);

    /// <summary>How the stream is doing.</summary>
    [AlwaysInterleave, Alias("inspect")]
    Task<StreamInspection> InspectAsync();

    /// <summary>Adds a destination, or changes the one with its id; no other is touched. Durable when it returns. False: there are as many as may be.</summary>
    [Alias("setDestination")]
    Task<bool> SetDestinationAsync(StreamDestination destination);

    /// <summary>Takes a destination away; no other is touched. Durable when it returns. False: there is none of this id.</summary>
    [Alias("removeDestination")]
    Task<bool> RemoveDestinationAsync(string id);

    /// <summary>The room's destinations, and how they are doing.</summary>
    [AlwaysInterleave, Alias("inspectEgress")]
    Task<EgressInspection> InspectEgressAsync();

    /// <summary>What is known of one destination; null: there is none of this id.</summary>
    [AlwaysInterleave, Alias("inspectDestination")]
    Task<DestinationInspection?> InspectDestinationAsync(string id);

    /// <summary>A process says how the destinations are doing, each <see cref="StreamReports.IntervalMs"/>; the answer says what is to be sent.</summary>
    [AlwaysInterleave, Alias("reportEgress")]
    Task<EgressPlan> ReportEgressAsync(string process, EgressReport report);

    /// <summary>
    /// A process goes on with what one that is gone was sending: from now on the destinations are its own, until a publisher comes to another. Durable when it returns. False:
    /// another process than that one has them. One that stood still asks so for itself: what is durable was said by no outdated activation.
    /// </summary>
    [Alias("continueEgress")]
    Task<bool> ContinueEgressAsync(string former, string process);

    /// <summary>Whether the room's stream is recorded; null: as the server's settings say. Durable when it returns.</summary>
    [Alias("setRecorded")]
    Task SetRecordedAsync(bool? isRecorded);

    /// <summary>What <see cref="SetRecordedAsync"/> was told last.</summary>
    [AlwaysInterleave, Alias("isRecorded")]
    Task<bool?> IsRecordedAsync();
}

/// <summary>The times of reports.</summary>
public static class StreamReports
{
    /// <summary>A process reports its publisher this often.</summary>
    public const int IntervalMs = 1_000;

    /// <summary>A publisher that nothing was reported of for so long is gone, and its process with it.</summary>
    public const int GoneAfterMs = 5_000;
}

/// <summary>Whether a publisher may begin, or go on.</summary>
public enum StreamTurn
{
    /// <summary>It may.</summary>
    Granted = 0,

    /// <summary>Its key is not the room's key (any more).</summary>
    KeyUnknown = 1,

    /// <summary>The key has a live publisher.</summary>
    Taken = 2,

    /// <summary>It was silent, and a newer publisher took its place.</summary>
    TakenOver = 3,
}

/// <summary>A publisher that asks to begin.</summary>
/// <param name="Session">Its own id.</param>
/// <param name="KeyNumber">The number of its key, as <see cref="IMediaSessionGrain.CheckKeyAsync"/> said.</param>
/// <param name="Process">The process that has its connection.</param>
/// <param name="Remote">Where it comes from, for the operator, or null.</param>
/// <param name="TakeoverAfterMs">An older publisher that has been silent for so long gives way; 0: always.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamBegin")]
public sealed record StreamBegin(
    [property: Id(0)] Guid Session,
    [property: Id(1)] long KeyNumber,
    [property: Id(2)] string Process,
    [property: Id(3)] string? Remote,
    [property: Id(4)] int TakeoverAfterMs)
{
    /// <summary>Where other processes of the cluster reach that process's HTTP, or null.</summary>
    [Id(5)]
    public string? Url { get; init; }
}

/// <summary>How a publisher is doing.</summary>
/// <param name="SilenceMs">Since its last audio or video.</param>
/// <param name="Facts">What it sends.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamReport")]
public sealed record StreamReport([property: Id(0)] long SilenceMs, [property: Id(1)] StreamFacts Facts);

/// <summary>What a publisher sends. Rates are of the last seconds.</summary>
/// <param name="Encoder">The publisher's program, as it says, or null.</param>
/// <param name="Video">Null where no video has come.</param>
/// <param name="Audio">Null where no audio has come.</param>
/// <param name="Missing">"video" or "audio" where the other one has run for seconds without it, else null.</param>
/// <param name="ReceivedBytes">Since it began.</param>
/// <param name="ClockRestarts">How often its clock jumped back; the stream's time went on all the same.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamFacts")]
public sealed record StreamFacts(
    [property: Id(0)] string? Encoder,
    [property: Id(1)] VideoFacts? Video,
    [property: Id(2)] AudioFacts? Audio,
    [property: Id(3)] string? Missing,
    [property: Id(4)] long ReceivedBytes,
    [property: Id(5)] int ClockRestarts)
{
    /// <summary>How much later than at its best of the last minutes its media comes, in ms; null: nothing comes.</summary>
    [Id(6)]
    public int? LagMs { get; init; }

    /// <summary>How long its transport holds back what has come, in ms, at least (SRT's latency); 0: it does not.</summary>
    [Id(7)]
    public int HoldMs { get; init; }

    /// <summary>Nothing has come yet.</summary>
    public static StreamFacts None { get; } = new(null, null, null, null, 0, 0);
}

/// <summary>A stream's pictures.</summary>
/// <param name="Codec">As in RFC 6381 where it is known ("avc1.64001f"), else its name.</param>
/// <param name="WidthPx">Null where it is not known.</param>
/// <param name="HeightPx">Null where it is not known.</param>
/// <param name="KeyframeIntervalMs">Between the last two keyframes, by the stream's own time; null before the second.</param>
/// <param name="Frames">Since it began.</param>
[GenerateSerializer, Immutable, Alias("crosslive.VideoFacts")]
public sealed record VideoFacts(
    [property: Id(0)] string Codec,
    [property: Id(1)] int? WidthPx,
    [property: Id(2)] int? HeightPx,
    [property: Id(3)] double FramesPerSecond,
    [property: Id(4)] double Kbps,
    [property: Id(5)] long? KeyframeIntervalMs,
    [property: Id(6)] long Frames);

/// <summary>A stream's sound.</summary>
/// <param name="Codec">As in RFC 6381 where it is known ("mp4a.40.2"), else its name.</param>
/// <param name="SampleRateHz">Null where it is not known.</param>
/// <param name="Channels">Null where it is not known.</param>
[GenerateSerializer, Immutable, Alias("crosslive.AudioFacts")]
public sealed record AudioFacts(
    [property: Id(0)] string Codec,
    [property: Id(1)] int? SampleRateHz,
    [property: Id(2)] int? Channels,
    [property: Id(3)] double Kbps);

/// <summary>Why a publisher ended, or was refused.</summary>
/// <param name="AtUnixMs">When.</param>
/// <param name="Reason">The name of the reason.</param>
/// <param name="Detail">A sentence for people.</param>
/// <param name="Remote">Where it came from, or null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamEnd")]
public sealed record StreamEnd(
    [property: Id(0)] long AtUnixMs,
    [property: Id(1)] string Reason,
    [property: Id(2)] string Detail,
    [property: Id(3)] string? Remote);

/// <summary>A publisher that is there.</summary>
/// <param name="Session">Its id.</param>
/// <param name="Process">The process that has its connection.</param>
/// <param name="Remote">Where it comes from, or null.</param>
/// <param name="SinceUnixMs">When it began.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamPublisher")]
public sealed record StreamPublisher(
    [property: Id(0)] Guid Session,
    [property: Id(1)] string Process,
    [property: Id(2)] string? Remote,
    [property: Id(3)] long SinceUnixMs)
{
    /// <summary>Where other processes of the cluster reach that process's HTTP, or null.</summary>
    [Id(4)]
    public string? Url { get; init; }
}

/// <summary>The stream of a room.</summary>
/// <param name="KeyMadeAtUnixMs">When the room's key was made; null where it has none.</param>
/// <param name="Publisher">Who publishes, or null.</param>
/// <param name="SilenceMs">Since the publisher's last audio or video; 0 where nobody publishes.</param>
/// <param name="Facts">What the publisher sends.</param>
/// <param name="LastEnd">How the last publisher ended, or null.</param>
/// <param name="LastRefusal">The last one that was refused since the grain woke up, or null.</param>
[GenerateSerializer, Immutable, Alias("crosslive.StreamInspection")]
public sealed record StreamInspection(
    [property: Id(0)] long? KeyMadeAtUnixMs,
    [property: Id(1)] StreamPublisher? Publisher,
    [property: Id(2)] long SilenceMs,
    [property: Id(3)] StreamFacts Facts,
    [property: Id(4)] StreamEnd? LastEnd,
    [property: Id(5)] StreamEnd? LastRefusal);
