namespace CrossLive.PlatformSimulators.Chats;

/// <summary>A message of ours as a simulated platform's viewers read it.</summary>
/// <param name="Id">The platform's id, or the bridge's.</param>
/// <param name="Text">The text.</param>
/// <param name="AtUnixMs">When it could be read.</param>
public sealed record ShownMessage(string Id, string Text, long AtUnixMs);
