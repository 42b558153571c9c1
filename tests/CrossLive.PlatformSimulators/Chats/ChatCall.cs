namespace CrossLive.PlatformSimulators.Chats;

/// <summary>A request to a simulated chat.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Connection">The connection over which it came.</param>
/// <param name="HasToken">It said who sends it.</param>
public sealed record ChatCall(string Method, string Connection, bool HasToken);
