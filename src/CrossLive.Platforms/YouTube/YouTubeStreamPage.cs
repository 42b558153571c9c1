using CrossLive.Media.Reception;

namespace CrossLive.Platforms.YouTube;

/// <summary>What a page of streams says of the one that is looked for.</summary>
/// <param name="Found">The stream with the key; null where it is not on this page.</param>
/// <param name="NextPageToken">Where the next page begins; null where there is none.</param>
public sealed record YouTubeStreamPage(YouTubeStream? Found, string? NextPageToken);

/// <summary>A stream of a channel.</summary>
/// <param name="Id">YouTube's id of it.</param>
/// <param name="Reading">How YouTube receives it.</param>
public sealed record YouTubeStream(string Id, ReceptionReading Reading);
