namespace CrossLive.LoadTests.Audience;

/// <summary>What the command was told.</summary>
/// <param name="Urls">Servers or edges.</param>
/// <param name="Room">The room.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Rate">Chats a second of all of them.</param>
/// <param name="Stay">How long it stays.</param>
/// <param name="SigningKey">The server's key; null = tokens are asked for.</param>
internal sealed record AudienceOptions(IReadOnlyList<Uri> Urls, string Room, int Viewers, double Rate, TimeSpan Stay, string? SigningKey)
{
    private const int MaxViewers = 1_000_000;
    private const int MaxSeconds = 86_400;

    /// <summary>Reads the command line's values.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static AudienceOptions Parse(IReadOnlyList<string> urls, string room, int viewers, double rate, int seconds, string? signingKey)
    {
        if (urls.FirstOrDefault(url => !Uri.IsWellFormedUriString(url, UriKind.Absolute)) is { } wrong)
        {
            throw new FormatException($"'{wrong}' is no address like http://HOST:PORT.");
        }

        return viewers is >= 1 and <= MaxViewers && rate is >= 0 and <= AudienceRun.MaxRate && seconds is >= 1 and <= MaxSeconds
            ? new AudienceOptions([.. urls.Select(url => new Uri(url))], room, viewers, rate, TimeSpan.FromSeconds(seconds), signingKey)
            : throw new FormatException($"--viewers is 1 to {MaxViewers:N0}, --rate 0 to {AudienceRun.MaxRate:N0}, --seconds 1 to {MaxSeconds:N0}.");
    }
}
