namespace CrossLive.Media.Rtmp;

/// <summary>Kinds of FLV tags; the numbers are RTMP's message types too.</summary>
public enum FlvTagKind : byte
{
    Audio = 8,
    Video = 9,
    Script = 18,
}

/// <summary>One tag of FLV.</summary>
/// <param name="TimestampMs">Decoding time, modulo 2^32.</param>
/// <param name="Body">What stands between a tag's header and its trailing size: RTMP carries the same bytes.</param>
public sealed record FlvTag(FlvTagKind Kind, uint TimestampMs, ReadOnlyMemory<byte> Body)
{
    /// <summary>What its first bytes say; for scripts nothing.</summary>
    public FlvTagHead Head { get; } = FlvTagHead.Of(Kind, Body.Span);
}
