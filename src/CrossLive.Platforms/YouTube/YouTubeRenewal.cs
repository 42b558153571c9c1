namespace CrossLive.Platforms.YouTube;

/// <summary>What a channel's tokens are renewed with. Source: Google Identity, "Using OAuth 2.0 to Access Google APIs", refreshing an access token.</summary>
/// <param name="TokenAddress">Where a token is asked for.</param>
/// <param name="ClientId">The operator's application at Google.</param>
/// <param name="ClientSecret">Its secret; travels in a body.</param>
/// <param name="RefreshToken">What the channel's owner allowed; travels in a body.</param>
public sealed record YouTubeRenewal(Uri TokenAddress, string ClientId, string ClientSecret, string RefreshToken)
{
    /// <summary>What a connection's settings name; null where its token is not renewed.</summary>
    public static YouTubeRenewal? From(PlatformConnection connection) => connection.Settings.GetValueOrDefault(YouTubeDeclaration.RefreshToken) is { } token
        ? new YouTubeRenewal(
            new Uri(connection.Settings.GetValueOrDefault(YouTubeDeclaration.TokenAddress, YouTubeDeclaration.DefaultTokenAddress)),
            connection.Settings[YouTubeDeclaration.ClientId],
            connection.Settings[YouTubeDeclaration.ClientSecret],
            token)
        : null;

    /// <inheritdoc/>
    public override string ToString() => TokenAddress.ToString();
}
