using Orleans;

namespace CrossLive.Media.Reception;

/// <summary>What is shown of a platform's word on a stream. A reading and a gap may stand together: the last that is known, and why nothing newer is.</summary>
/// <param name="Reading">What the platform said last; null where it is not known, or too old to be shown.</param>
/// <param name="ReadAtUnixMs">When it was read.</param>
/// <param name="AgeMs">How long ago that is.</param>
/// <param name="IsStale">True where it says nothing of now: it is older than <see cref="ReceptionPace.StaleAfterMs"/>, or the destination is not on the air.</param>
/// <param name="Gap">Why nothing (newer) is known; null where the reading is what there is to know.</param>
/// <param name="Detail">The gap in a sentence; null where there is none.</param>
/// <param name="NextInMs">Until the platform is asked again; null where it is not.</param>
[GenerateSerializer, Immutable, Alias("crosslive.ReceptionView")]
public sealed record ReceptionView(
    [property: Id(0)] ReceptionReading? Reading,
    [property: Id(1)] long? ReadAtUnixMs,
    [property: Id(2)] long? AgeMs,
    [property: Id(3)] bool IsStale,
    [property: Id(4)] ReceptionGap? Gap,
    [property: Id(5)] string? Detail,
    [property: Id(6)] long? NextInMs)
{
    /// <summary>Of a platform that tells nothing.</summary>
    public static ReceptionView NotTold { get; } = Without(ReceptionGap.NotTold, "This platform tells nothing of how it receives the stream, or nothing here can ask it.");

    /// <summary>Of a destination that was not on the air yet.</summary>
    public static ReceptionView NotLive { get; } = Without(ReceptionGap.NotLive, NotLiveDetail);

    /// <summary>Of a destination whose address has no key that the platform would know the stream by.</summary>
    public static ReceptionView WithoutKey { get; } = Without(ReceptionGap.StreamUnknown, "The destination's address has no key that the platform would know the stream by.");

    internal const string NotLiveDetail = "It is asked only while the destination is on the air.";
    internal const string NotReadYetDetail = "The destination has just come on the air: the platform is asked in a moment.";

    private static ReceptionView Without(ReceptionGap gap, string detail) => new(null, null, null, false, gap, detail, null);
}

/// <summary>A platform says something else than before, or it has become known or unknown what it says.</summary>
/// <param name="AtUnixMs">When it was read.</param>
/// <param name="Status">As in <see cref="ReceptionReading.Status"/>; null where nothing is known from now on.</param>
/// <param name="StreamStatus">As in <see cref="ReceptionReading.StreamStatus"/>; null where nothing is known from now on.</param>
/// <param name="Gap">Why nothing is known from now on; null where something is.</param>
/// <param name="Explanation">An English sentence.</param>
[GenerateSerializer, Immutable, Alias("crosslive.ReceptionChange")]
public sealed record ReceptionChange(
    [property: Id(0)] long AtUnixMs,
    [property: Id(1)] string? Status,
    [property: Id(2)] string? StreamStatus,
    [property: Id(3)] ReceptionGap? Gap,
    [property: Id(4)] string Explanation);
