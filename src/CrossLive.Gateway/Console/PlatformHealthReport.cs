using CrossLive.Media;
using CrossLive.Media.Reception;
using CrossLive.Platforms;

namespace CrossLive.Gateway.Console;

/// <summary>What a destination's platform says of the stream, as operators see it.</summary>
internal static class PlatformHealthReport
{
    /// <summary>What is shown now.</summary>
    public static object Of(StreamDestination destination, ReceptionView view) => new
    {
        platform = NameOf(destination),
        status = view.Reading?.Status,
        streamStatus = view.Reading?.StreamStatus,
        issues = (view.Reading?.Issues ?? []).Select(issue => new { type = issue.Type, severity = issue.Severity, reason = issue.Reason, description = issue.Description }),
        updatedUnixMs = view.Reading?.UpdatedAtUnixMs,
        readUnixMs = view.ReadAtUnixMs,
        ageMs = view.AgeMs,
        stale = view.IsStale,
        why = CodeOf(view.Gap),
        detail = view.Detail,
        nextReadInMs = view.NextInMs,
    };

    /// <summary>A change of it.</summary>
    public static object Of(ReceptionChange change) => new
    {
        atMs = change.AtUnixMs,
        status = change.Status,
        streamStatus = change.StreamStatus,
        why = CodeOf(change.Gap),
        explanation = change.Explanation,
    };

    // Null where the operator has not said which platform it is.
    private static string? NameOf(StreamDestination destination)
    {
        var profile = PlatformProfiles.Of(destination.Platform ?? "");
        return ReferenceEquals(profile, PlatformProfiles.Generic) ? null : PlatformCatalog.Find(profile.Name)?.DisplayName ?? profile.Name;
    }

    private static string? CodeOf(ReceptionGap? gap) => gap switch
    {
        null => null,
        ReceptionGap.NotTold => "not-told",
        ReceptionGap.NotLive => "not-live",
        ReceptionGap.NotReadYet => "not-read-yet",
        ReceptionGap.NotConnected => "not-connected",
        ReceptionGap.TokenMissing => "token-missing",
        ReceptionGap.TokenRefused => "token-refused",
        ReceptionGap.StreamUnknown => "stream-unknown",
        ReceptionGap.QuotaUsedUp => "quota",
        ReceptionGap.RateLimited => "rate-limited",
        _ => "unavailable",
    };
}
