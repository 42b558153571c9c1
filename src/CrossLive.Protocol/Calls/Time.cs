using System.Text.Json.Serialization;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="HubMethods.Time"/>.</summary>
/// <param name="ClientMs">The client's clock in milliseconds, from any origin.</param>
[MessagePackObject]
public sealed record TimeCall([property: Key("c"), JsonPropertyName("c")] double ClientMs);

/// <summary>Answer to <see cref="HubMethods.Time"/>.</summary>
/// <param name="ClientMs">As the client sent it.</param>
/// <param name="ReceivedUnixMs">The server's clock when the call came; fractions allowed.</param>
/// <param name="SentUnixMs">The server's clock when the answer left; fractions allowed.</param>
[MessagePackObject]
public sealed record TimeReply(
    [property: Key("c"), JsonPropertyName("c")] double ClientMs,
    [property: Key("r"), JsonPropertyName("r")] double ReceivedUnixMs,
    [property: Key("t"), JsonPropertyName("t")] double SentUnixMs);
