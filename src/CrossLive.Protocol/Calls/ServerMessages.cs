using System.Text.Json.Serialization;
using CrossLive.Protocol.Frames;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Message <see cref="HubMethods.Reset"/>: forget what was shown, start from the view.</summary>
/// <param name="Why">See <see cref="JoinReasons.Lagging"/>.</param>
/// <param name="Epoch">Epoch of the view's head.</param>
/// <param name="Sequence">Sequence of the view's head.</param>
/// <param name="View">What viewers see there.</param>
[MessagePackObject]
public sealed record ResetMessage(
    [property: Key("why"), JsonPropertyName("why")] string? Why,
    [property: Key("e"), JsonPropertyName("e")] long Epoch,
    [property: Key("s"), JsonPropertyName("s")] long Sequence,
    [property: Key("view"), JsonPropertyName("view")] ViewMessage? View);

/// <summary>Message <see cref="HubMethods.Bye"/>: the connection is about to end.</summary>
/// <param name="Code">See <see cref="DisconnectCode"/>.</param>
/// <param name="Reason">The code's name.</param>
/// <param name="RetryMs">How long to wait before coming back, to which the client adds jitter.</param>
[MessagePackObject]
public sealed record ByeMessage(
    [property: Key("code"), JsonPropertyName("code")] int Code,
    [property: Key("reason"), JsonPropertyName("reason")] string? Reason,
    [property: Key("retry"), JsonPropertyName("retry")] long RetryMs)
{
    /// <summary>A message with the code's own name.</summary>
    public static ByeMessage Of(int code, long retryMs) => new(code, DisconnectCode.NameOf(code), retryMs);
}
