namespace CrossLive.Platforms.YouTube;

/// <summary>One page of a live chat.</summary>
/// <param name="NextPageToken">Where the next page begins; null where the answer named none.</param>
/// <param name="PollingIntervalMs">How long YouTube asks to wait before the next request.</param>
/// <param name="Events">What happened, in order. Kinds that mean nothing to a room are left out.</param>
/// <param name="IsChatEnded">True where the chat is over: nothing comes after this page.</param>
public sealed record YouTubePage(string? NextPageToken, long PollingIntervalMs, IReadOnlyList<ParsedEvent> Events, bool IsChatEnded);
