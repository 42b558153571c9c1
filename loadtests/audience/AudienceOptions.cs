namespace CrossLive.LoadTests.Audience;

/// <summary>What the command was told.</summary>
/// <param name="Urls">Servers or edges.</param>
/// <param name="Room">The room.</param>
/// <param name="Viewers">How many viewers.</param>
/// <param name="Rate">Chats a second of all of them.</param>
/// <param name="Stay">How long it stays.</param>
/// <param name="SigningKey">The server's key; null = tokens are asked for.</param>
internal sealed record AudienceOptions(IReadOnlyList<Uri> Urls, string Room, int Viewers, double Rate, TimeSpan Stay, string? SigningKey);
