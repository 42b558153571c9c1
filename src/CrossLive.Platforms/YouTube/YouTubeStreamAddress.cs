namespace CrossLive.Platforms.YouTube;

/// <summary>Where a channel's streams are asked for, and with what token.</summary>
/// <param name="BaseAddress">Where the API is, ending in '/'.</param>
/// <param name="AccessToken">An OAuth token of the channel, of the scope youtube.readonly or wider; travels in a header, so that it stands in no log of addresses.</param>
public sealed record YouTubeStreamAddress(Uri BaseAddress, string AccessToken)
{
    // The parts that are read: the key that a stream is published with, and how it is doing.
    private const string Parts = "part=id,cdn,status";

    /// <summary>The address that a connection's settings name.</summary>
    public static YouTubeStreamAddress From(PlatformConnection connection, string accessToken) => new(YouTubeChatAddress.BaseOf(connection), accessToken);

    /// <summary>One stream.</summary>
    public Uri ForStream(string id) => new(BaseAddress, $"youtube/v3/liveStreams?{Parts}&id={Uri.EscapeDataString(id)}");

    /// <summary>A page of the channel's streams.</summary>
    public Uri ForPage(string? pageToken)
    {
        var query = $"youtube/v3/liveStreams?{Parts}&mine=true&maxResults={YouTubeStreamClient.MaxResults}";
        return new Uri(BaseAddress, pageToken is null ? query : $"{query}&pageToken={Uri.EscapeDataString(pageToken)}");
    }

    /// <inheritdoc/>
    public override string ToString() => BaseAddress.ToString();
}
