using System.Globalization;

namespace CrossLive.Media.Recording;

/// <summary>A recording's name: when its first picture came in, UTC, to the ms ("20261128T144433123Z").</summary>
public static class RecordingId
{
    private const string Form = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>The name of what began then.</summary>
    public static string Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>When it began, ms since 1970; null where it is no such name.</summary>
    public static long? StartOf(string id) =>
        DateTimeOffset.TryParseExact(id, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeMilliseconds() : null;
}
