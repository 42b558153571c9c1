using System.Buffers.Binary;

namespace CrossLive.Media.Rtmp;

/// <summary>Where the data of a tag of H.264 or AAC begins, behind its head (FLV 10.1 annex E, Enhanced RTMP 1 and 2).</summary>
/// <param name="Data">A configuration record or the coded frame; may be empty.</param>
/// <param name="CompositionMs">How much later than it is decoded a picture is shown; may be negative.</param>
public readonly record struct FlvMedia(ReadOnlyMemory<byte> Data, int CompositionMs)
{
    private const int ExtendedVideo = 0x80, ExtendedAudio = 9, ModEx = 7, CodedFrames = 1;

    /// <summary>Null where it is cut short or of another codec. Never throws.</summary>
    public static FlvMedia? Of(FlvTag tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        var body = tag.Body.Span;
        return tag switch
        {
            { Kind: FlvTagKind.Audio, Head.Codec: FlvCodec.Aac } when body[0] >> 4 == ExtendedAudio => Extended(tag.Body, hasComposition: false),
            { Kind: FlvTagKind.Audio, Head.Codec: FlvCodec.Aac } => Behind(tag.Body, 2),
            { Kind: FlvTagKind.Video, Head.Codec: FlvCodec.H264 } when (body[0] & ExtendedVideo) != 0 => Extended(tag.Body, hasComposition: true),
            { Kind: FlvTagKind.Video, Head.Codec: FlvCodec.H264 } when body.Length >= 5 => new FlvMedia(tag.Body[5..], tag.Head.IsFrame ? Signed24(body[2..]) : 0),
            _ => null,
        };
    }

    private static FlvMedia? Extended(ReadOnlyMemory<byte> body, bool hasComposition)
    {
        var bytes = body.Span;
        var (packet, at) = (bytes[0] & 15, 1);
        while (packet == ModEx && at + 3 < bytes.Length)
        {
            var size = bytes[at++] + 1;
            if (size == 256)
            {
                size = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) + 1;
                at += 2;
            }

            at += size;
            packet = at < bytes.Length ? bytes[at++] & 15 : ModEx;
        }

        at += 4;
        return !hasComposition || packet != CodedFrames ? Behind(body, at)
            : bytes.Length >= at + 3 ? new FlvMedia(body[(at + 3)..], Signed24(bytes[at..]))
            : null;
    }

    private static FlvMedia? Behind(ReadOnlyMemory<byte> body, int at) => body.Length >= at ? new FlvMedia(body[at..], 0) : null;

    private static int Signed24(ReadOnlySpan<byte> bytes) => ((sbyte)bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
