using System.Globalization;

namespace CrossLive.Media;

/// <summary>
/// Where a destination takes a stream: <c>rtmp(s)://HOST[:PORT]/APP/KEY</c>, the key being what stands after the last slash, with its query;
/// <c>rtmp(s)://HOST[:PORT]/APP?QUERY/KEY</c>, where the application has a query of its own, as YouTube's second address has (<c>live2?backup=1</c>); or
/// <c>srt://HOST:PORT[?streamid=ID&amp;passphrase=WORD&amp;mode=caller]</c>, values percent-encoded. Keys, ids and passphrases are secrets.
/// </summary>
public static class DestinationAddress
{
    /// <summary>Most characters.</summary>
    public const int MaxLength = 2_048;

    /// <summary>Most bytes of an SRT stream's id (libsrt's limit).</summary>
    public const int MaxStreamIdBytes = 512;

    /// <summary>Fewest bytes of a passphrase (libsrt's limit).</summary>
    public const int LeastPassphraseBytes = 10;

    /// <summary>Most bytes of one (libsrt's limit).</summary>
    public const int MaxPassphraseBytes = 79;

    private const string SrtScheme = "srt://";

    /// <summary>How it is connected.</summary>
    public static MediaTransport TransportOf(string url) =>
        url?.StartsWith(SrtScheme, StringComparison.Ordinal) == true ? MediaTransport.Srt : MediaTransport.Rtmp;

    /// <summary>What is wrong with an address, in a sentence that does not hold it; null: nothing.</summary>
    public static string? ProblemOf(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > MaxLength || url.Any(c => c is <= ' ' or >= '\x7F'))
        {
            return $"The address is missing, longer than {MaxLength} characters, or holds one that addresses do not have.";
        }

        if (TransportOf(url) == MediaTransport.Srt)
        {
            return ProblemOfSrt(url);
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("rtmp" or "rtmps") || uri.Host.Length == 0 || KeyAt(url) is not { } key || key >= url.Length)
        {
            return "The address has not the form rtmp://HOST/APP/KEY, rtmps://HOST/APP/KEY, rtmp://HOST/APP?QUERY/KEY or srt://HOST:PORT?streamid=ID&passphrase=WORD.";
        }

        if (uri.Fragment.Length > 0)
        {
            return "The address holds '#', which is to be written as %23.";
        }

        if (QueryAt(url) is { } query && query < key && url.IndexOf('/', key) is var slash and >= 0 && (url.IndexOf('?', key) is var own && (own < 0 || slash < own)))
        {
            return "Behind the application's query stands the key, without a slash in either: rtmp://HOST/APP?QUERY/KEY. A slash of the query is to be written as %2F.";
        }

        return uri.UserInfo.Length > 0 ? "The address holds a user's name; a key stands after the last slash." : null;
    }

    /// <summary>The address without its secrets, to be shown.</summary>
    public static string WithoutKey(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (TransportOf(url) == MediaTransport.Srt)
        {
            var query = url.IndexOf('?', StringComparison.Ordinal);
            return query < 0 ? url : url[..(query + 1)] + "…";
        }

        if (KeyAt(url) is not { } key)
        {
            return "…";
        }

        // The application's query may be a secret, too.
        return QueryAt(url) is { } at && at < key ? url[..(at + 1)] + "…" : url[..key] + "…";
    }

    /// <summary>The stream's key at the platform, without its query; null where the address has none that a platform would know it by (SRT).</summary>
    public static string? KeyOf(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (TransportOf(url) == MediaTransport.Srt || KeyAt(url) is not { } at)
        {
            return null;
        }

        var query = url.IndexOf('?', at);
        var key = query < 0 ? url[at..] : url[at..query];
        return key.Length == 0 ? null : key;
    }

    private static string? ProblemOfSrt(string url)
    {
        if (url.Contains('#', StringComparison.Ordinal))
        {
            return "The address holds '#', which is to be written as %23.";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Port is <= 0 or > ushort.MaxValue || uri.UserInfo.Length > 0 || uri.AbsolutePath.Trim('/').Length > 0)
        {
            return "The address has not the form srt://HOST:PORT?streamid=ID&passphrase=WORD.";
        }

        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], Uri.UnescapeDataString(part[(equals + 1)..]));
            var bytes = System.Text.Encoding.UTF8.GetByteCount(value);
            var isGood = name switch
            {
                "streamid" => bytes <= MaxStreamIdBytes && !value.Contains('\0', StringComparison.Ordinal),
                "passphrase" => bytes is >= LeastPassphraseBytes and <= MaxPassphraseBytes && !value.Contains('\0', StringComparison.Ordinal),
                "mode" => value == "caller",
                _ => false,
            };
            if (!isGood)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of an SRT address' settings there are streamid ({MaxStreamIdBytes} bytes at most), passphrase ({LeastPassphraseBytes} to {MaxPassphraseBytes} bytes) and mode=caller; the latency follows the network, within delayBudgetMs.");
            }
        }

        return null;
    }

    private static int? QueryAt(string url) => url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? at : null;

    // The first slash after the host begins the application, the last before a query the key. Where that is the same one, the query is the application's, and the key
    // stands after the slash that ends it.
    private static int? KeyAt(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = host < 3 ? -1 : url.IndexOf('/', host);
        if (path < 0)
        {
            return null;
        }

        var query = QueryAt(url) ?? url.Length;
        var last = query > path ? url.LastIndexOf('/', query - 1) : -1;
        if (last > path)
        {
            return last > path + 1 ? last + 1 : null;
        }

        var end = query < url.Length ? url.IndexOf('/', query) : -1;
        return last == path && query > path + 1 && end > query + 1 ? end + 1 : null;
    }
}
