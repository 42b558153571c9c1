using System.Text.Json.Serialization;
using CrossLive.Rooms;
using MessagePack;

namespace CrossLive.Protocol.Calls;

/// <summary>Argument of <see cref="EdgeMethods.Join"/>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Epoch">Epoch of the last event that the edge has applied; null = none.</param>
/// <param name="Sequence">Its sequence; null = none.</param>
/// <param name="History">True: where the answer is a snapshot, events from before its head are to follow, too (<see cref="JoinReply.History"/>).</param>
/// <param name="Via">The edge's own name and those of the edges below it, at most <see cref="ProtocolLimits.MaxEdgesInPath"/>: who finds itself among them is asked to follow itself, and refuses.</param>
[MessagePackObject]
public sealed record EdgeJoinRequest(
    [property: Key("r"), JsonPropertyName("r")] string? Room,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null,
    [property: Key("h"), JsonPropertyName("h")] bool? History = null,
    [property: Key("via"), JsonPropertyName("via")] IReadOnlyList<string?>? Via = null);

/// <summary>Argument of <see cref="EdgeMethods.Batch"/>.</summary>
/// <param name="Commands">1 to <see cref="ProtocolLimits.MaxBatchCommands"/>, decided in their order.</param>
[MessagePackObject]
public sealed record BatchCall([property: Key("c"), JsonPropertyName("c")] IReadOnlyList<ForwardedCommand?>? Commands);

/// <summary>A command as a viewer called it at an edge.</summary>
/// <param name="Method">The call's name, one of the commands of <see cref="HubMethods"/>.</param>
/// <param name="Person">Who called, as the token said: <see cref="PlatformId.Web"/>, id, name, role.</param>
/// <param name="Call">The call's argument, unchanged: key and content are compared where the room is.</param>
/// <param name="Account">The operator's own account of who called, where the token said one.</param>
/// <param name="Platform">The platform whose audience who called came from, where the token said one.</param>
[MessagePackObject]
public sealed record ForwardedCommand(
    [property: Key("t"), JsonPropertyName("t")] string? Method,
    [property: Key("by"), JsonPropertyName("by")] Me? Person,
    [property: Key("c"), JsonPropertyName("c")] ForwardedCall? Call,
    [property: Key("ac"), JsonPropertyName("ac")] string? Account = null,
    [property: Key("pl"), JsonPropertyName("pl")] string? Platform = null);

/// <summary>Answer to <see cref="EdgeMethods.Batch"/>: one answer for each command, in their order, or why the batch as a whole was refused.</summary>
/// <param name="Ok">False where nothing of it was taken.</param>
/// <param name="Answers">As many as commands.</param>
/// <param name="Code">Why it was refused, see <see cref="Rejection"/>.</param>
/// <param name="Detail">One sentence for people.</param>
[MessagePackObject]
public sealed record BatchReply(
    [property: Key("ok"), JsonPropertyName("ok")] bool Ok,
    [property: Key("a"), JsonPropertyName("a")] IReadOnlyList<CommandReply>? Answers = null,
    [property: Key("code"), JsonPropertyName("code")] string? Code = null,
    [property: Key("detail"), JsonPropertyName("detail")] string? Detail = null);

/// <summary>Argument of <see cref="EdgeMethods.Viewers"/>. What was said before is forgotten; it is also forgotten with the connection, or after <see cref="ProtocolLimits.ViewersLease"/>.</summary>
/// <param name="Count">How many viewers the edge and the edges below it have in the room now.</param>
/// <param name="Sequence">What a viewer knows that came back to the edge, where that is ahead of the edge: the answer is given once that is read, if it is there.</param>
[MessagePackObject]
public sealed record ViewersCall(
    [property: Key("n"), JsonPropertyName("n")] long Count,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null);

/// <summary>Answer to <see cref="EdgeMethods.Viewers"/>.</summary>
/// <param name="Ok">False where it was refused.</param>
/// <param name="Epoch">Epoch of the newest event here.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Code">Why it was refused, see <see cref="Rejection"/>.</param>
/// <param name="Detail">One sentence for people.</param>
[MessagePackObject]
public sealed record ViewersReply(
    [property: Key("ok"), JsonPropertyName("ok")] bool Ok,
    [property: Key("e"), JsonPropertyName("e")] long? Epoch = null,
    [property: Key("s"), JsonPropertyName("s")] long? Sequence = null,
    [property: Key("code"), JsonPropertyName("code")] string? Code = null,
    [property: Key("detail"), JsonPropertyName("detail")] string? Detail = null);
