namespace CrossLive.Media.Srt;

/// <summary>What a publisher's stream id names: an application and a stream key, as RTMP's path does. "KEY", "live/KEY", or SRT's own form with both ("#!::r=live/KEY,m=publish").</summary>
/// <param name="App">"live" where it names none.</param>
/// <param name="Key">May be of no known form.</param>
/// <param name="Problem">Not null: it cannot publish, and why.</param>
public sealed record SrtStreamId(string App, string Key, string? Problem)
{
    private const string OwnForm = "#!::";
    private const string PublishMode = "publish";

    /// <summary>Reads one. Never throws.</summary>
    /// <param name="defaultApp">Where it names none.</param>
    public static SrtStreamId Of(string text, string defaultApp)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
        {
            return new SrtStreamId(defaultApp, "", "The publisher's address has no streamid: add ?streamid= and the room's key.");
        }

        if (text.StartsWith(OwnForm, StringComparison.Ordinal))
        {
            var resource = "";
            foreach (var pair in text[OwnForm.Length..].Split(','))
            {
                var at = pair.IndexOf('=', StringComparison.Ordinal);
                var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
                if (name == "r")
                {
                    resource = value;
                }
                else if (name == "m" && value != PublishMode)
                {
                    return new SrtStreamId(defaultApp, "", $"The publisher's streamid asks for mode '{new string([.. value.Take(20).Where(char.IsAsciiLetterOrDigit)])}': nothing but 'publish' is done here.");
                }
            }

            text = resource;
        }

        text = text.TrimStart('/');
        var slash = text.LastIndexOf('/');
        return slash < 0 ? new SrtStreamId(defaultApp, text, null) : new SrtStreamId(text[..slash], text[(slash + 1)..], null);
    }
}
