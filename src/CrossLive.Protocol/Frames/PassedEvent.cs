using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>An event of a kind that this version does not know, with its fields as they came: what an edge sends on to its viewers, who may know it.</summary>
/// <param name="Kind">The kind's name.</param>
/// <param name="Fields">
/// Everything beside kind, sequence and time, in the order it came in. Values are text, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, null,
/// lists of values, and lists of fields.
/// </param>
public sealed record PassedEvent(string Kind, IReadOnlyList<KeyValuePair<string, object?>> Fields) : ForeignEvent
{
    /// <summary>How deep a value may be nested; what lies deeper reads as null.</summary>
    public const int MaxDepth = 8;
}
