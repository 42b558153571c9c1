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
/// <param name="Number">To be sent back at once with <see cref="HubMethods.TimeAck"/>, which tells the server how long the way there and back is; null where nothing is measured.</param>
[MessagePackObject]
public sealed record TimeReply(
    [property: Key("c"), JsonPropertyName("c")] double ClientMs,
    [property: Key("r"), JsonPropertyName("r")] double ReceivedUnixMs,
    [property: Key("t"), JsonPropertyName("t")] double SentUnixMs,
    [property: Key("ack"), JsonPropertyName("ack")] string? Number = null);

/// <summary>Argument of <see cref="HubMethods.TimeAck"/>.</summary>
/// <param name="Number">As it came in <see cref="TimeReply.Number"/>.</param>
[MessagePackObject]
public sealed record TimeAckCall([property: Key("ack"), JsonPropertyName("ack")] string? Number);
