using Orleans;

namespace CrossLive.Media.Reception;

/// <summary>What a platform says of the stream that it receives, in the platform's own words.</summary>
/// <param name="Status">YouTube: "good", "ok", "bad", "noData" or "revoked".</param>
/// <param name="StreamStatus">YouTube: "active", "created", "error", "inactive" or "ready".</param>
/// <param name="Issues">What it finds wrong, the worst first.</param>
/// <param name="UpdatedAtUnixMs">When the platform looked last, by its own clock; null where it does not say.</param>
[GenerateSerializer, Immutable, Alias("crosslive.ReceptionReading")]
public sealed record ReceptionReading(
    [property: Id(0)] string Status,
    [property: Id(1)] string StreamStatus,
    [property: Id(2)] IReadOnlyList<ReceptionIssue> Issues,
    [property: Id(3)] long? UpdatedAtUnixMs)
{
    /// <summary>Most issues of a reading; the mildest are left out.</summary>
    public const int MaxIssues = 20;

    /// <summary>True where nothing has changed but the time.</summary>
    public bool SaysTheSameAs(ReceptionReading other) =>
        string.Equals(Status, other.Status, StringComparison.Ordinal) && string.Equals(StreamStatus, other.StreamStatus, StringComparison.Ordinal)
        && Issues.Select(issue => (issue.Type, issue.Severity)).ToHashSet().SetEquals(other.Issues.Select(issue => (issue.Type, issue.Severity)));

    /// <summary>The same in a sentence.</summary>
    /// <param name="platform">The platform's name.</param>
    public string ToSentence(string platform)
    {
        var issues = Issues.Count == 0 ? "" : ": " + string.Join("; ", Issues.Select(issue => $"{issue.Type} ({issue.Severity}){(issue.Description.Length == 0 ? "" : " " + issue.Description)}"));
        return $"{platform} says {Status}, stream {StreamStatus}{issues}";
    }
}

/// <summary>One thing that a platform finds wrong with a stream.</summary>
/// <param name="Type">The platform's name for it.</param>
/// <param name="Severity">"info", "warning" or "error".</param>
/// <param name="Reason">In short; may be empty.</param>
/// <param name="Description">At length, with what to do about it; may be empty.</param>
[GenerateSerializer, Immutable, Alias("crosslive.ReceptionIssue")]
public sealed record ReceptionIssue([property: Id(0)] string Type, [property: Id(1)] string Severity, [property: Id(2)] string Reason, [property: Id(3)] string Description);

/// <summary>What came of asking a platform: a reading, or why there is none.</summary>
/// <param name="Reading">Null where there is a gap.</param>
/// <param name="Gap">Null where there is a reading.</param>
/// <param name="Detail">The gap in a sentence for the operator; never holds a token or a key.</param>
[GenerateSerializer, Immutable, Alias("crosslive.ReceptionAnswer")]
public sealed record ReceptionAnswer([property: Id(0)] ReceptionReading? Reading, [property: Id(1)] ReceptionGap? Gap, [property: Id(2)] string? Detail)
{
    /// <summary>The platform has said something.</summary>
    public static ReceptionAnswer Of(ReceptionReading reading) => new(reading, null, null);

    /// <summary>It has not.</summary>
    public static ReceptionAnswer Of(ReceptionGap gap, string detail) => new(null, gap, detail);
}
