using System.Globalization;
using CrossLive.FlashSales.Countdowns;

namespace CrossLive.Platforms.Sending;

/// <summary>The settings of a connection over which something is said, those that all platforms share. Where <see cref="SaleLink"/> is set, sales are counted down there.</summary>
public static class SendingSettings
{
    /// <summary>Setting: where the sale is to be had, the link that is sent at its opening.</summary>
    public const string SaleLink = "saleLink";

    /// <summary>Setting, optional: the language of what is said; "en" unless set.</summary>
    public const string Language = "language";

    /// <summary>Setting, optional: how far the platform's viewers see the picture after the platform took it, in ms: nobody can measure that from here. Where the room's stream does not go there from here, from the host on.</summary>
    public const string VideoDelayMs = "videoDelayMs";

    /// <summary>Most milliseconds that a picture is behind.</summary>
    public const long MaxVideoDelayMs = 600_000;

    /// <summary>The rules of these settings.</summary>
    internal static IEnumerable<KeyValuePair<string, Func<string, string?>>> Rules { get; } =
    [
        new(SaleLink, value => value.Length > CountdownText.MaxLinkLength ? $"must be at most {CountdownText.MaxLinkLength} characters."
            : value.All(c => c is > ' ' and < '\x7f') && Uri.TryCreate(value, UriKind.Absolute, out var link) && (link.Scheme == Uri.UriSchemeHttps || link.Scheme == Uri.UriSchemeHttp) ? null
            : "must be an address that begins with https://, in ASCII."),
        new(Language, value => CountdownText.Languages.Contains(value, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", CountdownText.Languages)}."),
        new(VideoDelayMs, value => ReadDelay(value) is null ? $"must be 0 to {MaxVideoDelayMs}." : null),
    ];

    /// <summary>True where sales are to be counted down over this connection.</summary>
    public static bool MaySend(PlatformConnection? connection) => connection is { IsEnded: false } && connection.Settings.ContainsKey(SaleLink);

    /// <summary>The language of what is said.</summary>
    public static string LanguageOf(PlatformConnection connection) => connection.Settings.GetValueOrDefault(Language, CountdownText.Languages[0]);

    /// <summary>What the platform adds to the picture's delay, as the operator says; null where it does not.</summary>
    public static long? VideoDelayOf(PlatformConnection? connection) => connection?.Settings.GetValueOrDefault(VideoDelayMs) is { } value ? ReadDelay(value) : null;

    /// <summary>A token or an id: it goes into a header or a body as it is.</summary>
    internal static string? FindTextProblem(string value) => value.All(c => c is > ' ' and < '\x7f') ? null : "must be printable ASCII without spaces.";

    /// <summary>Where secrets travel to: in the clear only inside the machine.</summary>
    internal static string? FindAddressProblem(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.UserInfo.Length > 0)
        {
            return "must be an absolute address without a user name.";
        }

        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
            ? null
            : "must begin with https:// (or http:// for this machine).";
    }

    private static long? ReadDelay(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= MaxVideoDelayMs ? ms : null;
}
