namespace CrossLive.Media;

/// <summary>Where a destination takes a stream: <c>rtmp(s)://HOST[:PORT]/APP/KEY</c>. The key is a secret: what stands after the last slash, with its query.</summary>
public static class DestinationAddress
{
    /// <summary>Most characters.</summary>
    public const int MaxLength = 2_048;

    /// <summary>What is wrong with an address, in a sentence that does not hold it; null: nothing.</summary>
    public static string? ProblemOf(string? url)
    {
        if (string.IsNullOrEmpty(url) || url.Length > MaxLength || url.Any(c => c is <= ' ' or >= '\x7F'))
        {
            return $"The address is missing, longer than {MaxLength} characters, or holds one that addresses do not have.";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("rtmp" or "rtmps") || uri.Host.Length == 0 || KeyAt(url) is not { } key || key >= url.Length)
        {
            return "The address has not the form rtmp://HOST/APP/KEY or rtmps://HOST/APP/KEY.";
        }

        return uri.UserInfo.Length > 0 ? "The address holds a user's name; a key stands after the last slash." : null;
    }

    /// <summary>The address without its key, to be shown.</summary>
    public static string WithoutKey(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return KeyAt(url) is { } key ? url[..key] + "…" : "…";
    }

    // The first slash after the host begins the application, the last before a query the key.
    private static int? KeyAt(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var query = url.IndexOf('?', StringComparison.Ordinal);
        var path = host < 3 ? -1 : url.IndexOf('/', host);
        var last = url.LastIndexOf('/', (query < 0 ? url.Length : query) - 1);
        return path >= 0 && last > path + 1 ? last + 1 : null;
    }
}
