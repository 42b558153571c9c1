namespace CrossLive.Media.Rtmp;

/// <summary>What the first bytes of an audio or video body say (FLV 10.1 annex E, Enhanced RTMP 1 and 2).</summary>
/// <param name="IsSequenceHeader">A decoder's configuration, not a frame.</param>
/// <param name="IsKeyFrame">Video can be decoded from here on.</param>
/// <param name="IsFrame">Coded media.</param>
/// <param name="Label">For people: a FourCC, or "number" and the number of an old codec.</param>
public readonly record struct FlvTagHead(FlvCodec Codec, bool IsSequenceHeader, bool IsKeyFrame, bool IsFrame, string Label)
{
    private const int ExVideo = 0x80;
    private const int ExAudio = 9;
    private const int SequenceStart = 0, CodedFrames = 1, CodedFramesX = 3, Mpeg2TsSequenceStart = 5, VideoMultitrack = 6, VideoModEx = 7, AudioMultitrack = 5, AudioModEx = 7;

    /// <summary>Never throws: what cannot be read is <see cref="FlvCodec.Unknown"/>.</summary>
    public static FlvTagHead Of(FlvTagKind kind, ReadOnlySpan<byte> body) => kind switch
    {
        FlvTagKind.Script => default,
        _ when body.IsEmpty => default,
        FlvTagKind.Audio => OfAudio(body),
        _ => OfVideo(body),
    };

    private static FlvTagHead OfVideo(ReadOnlySpan<byte> body)
    {
        var frameType = (body[0] >> 4) & 7;
        if (frameType == 5)
        {
            // A command to the decoder (start or end of seeking); no codec data.
            return default;
        }

        if ((body[0] & ExVideo) != 0)
        {
            return OfExtended(body, body[0] & 15, frameType == 1, VideoMultitrack, VideoModEx, isVideo: true);
        }

        var id = body[0] & 15;
        // 12 and 13 are numbers that some encoders gave to HEVC and AV1 before there was a standard.
        var codec = id switch { 7 => FlvCodec.H264, >= 2 and <= 6 => FlvCodec.Legacy, _ => FlvCodec.Unknown };
        var packet = codec == FlvCodec.H264 ? body.Length < 2 ? -1 : body[1] : 1;
        return new FlvTagHead(codec, codec == FlvCodec.H264 && packet == 0, frameType == 1 && packet == 1, packet == 1, $"number {id}");
    }

    private static FlvTagHead OfAudio(ReadOnlySpan<byte> body)
    {
        var format = body[0] >> 4;
        if (format == ExAudio)
        {
            return OfExtended(body, body[0] & 15, false, AudioMultitrack, AudioModEx, isVideo: false);
        }

        var codec = format switch { 10 => FlvCodec.Aac, 2 or 14 => FlvCodec.Mp3, <= 15 => FlvCodec.Legacy, _ => FlvCodec.Unknown };
        var isHeader = codec == FlvCodec.Aac && body.Length > 1 && body[1] == 0;
        return new FlvTagHead(codec, isHeader, false, !isHeader, $"number {format}");
    }

    private static FlvTagHead OfExtended(ReadOnlySpan<byte> body, int packet, bool isKey, int multitrack, int modEx, bool isVideo)
    {
        var at = 1;
        // Modifiers stand before the FourCC: a size less one in one byte (255: in the two that follow), the data, then their kind and the next packet type.
        while (packet == modEx)
        {
            if (body.Length <= at)
            {
                return Unreadable;
            }

            var size = body[at++] + 1;
            if (size == 256)
            {
                if (body.Length < at + 2)
                {
                    return Unreadable;
                }

                size = ((body[at] << 8) | body[at + 1]) + 1;
                at += 2;
            }

            at += size;
            if (body.Length <= at)
            {
                return Unreadable;
            }

            packet = body[at++] & 15;
        }

        if (packet == multitrack)
        {
            return new FlvTagHead(FlvCodec.Multitrack, false, false, true, "multitrack");
        }

        if (body.Length < at + 4)
        {
            return Unreadable;
        }

        var name = body.Slice(at, 4);
        var codec = name switch
        {
            _ when isVideo && name.SequenceEqual("avc1"u8) => FlvCodec.H264,
            _ when isVideo && name.SequenceEqual("hvc1"u8) => FlvCodec.Hevc,
            _ when isVideo && name.SequenceEqual("av01"u8) => FlvCodec.Av1,
            _ when isVideo && name.SequenceEqual("vp08"u8) => FlvCodec.Vp8,
            _ when isVideo && name.SequenceEqual("vp09"u8) => FlvCodec.Vp9,
            _ when !isVideo && name.SequenceEqual("mp4a"u8) => FlvCodec.Aac,
            _ when !isVideo && name.SequenceEqual(".mp3"u8) => FlvCodec.Mp3,
            _ when !isVideo && name.SequenceEqual("Opus"u8) => FlvCodec.Opus,
            _ when !isVideo && name.SequenceEqual("fLaC"u8) => FlvCodec.Flac,
            _ when !isVideo && name.SequenceEqual("ac-3"u8) => FlvCodec.Ac3,
            _ when !isVideo && name.SequenceEqual("ec-3"u8) => FlvCodec.Eac3,
            _ => FlvCodec.Unknown,
        };
        var isHeader = packet == SequenceStart || (isVideo && packet == Mpeg2TsSequenceStart);
        var isFrame = packet == CodedFrames || (isVideo && packet == CodedFramesX);
        return new FlvTagHead(codec, isHeader, isKey && isFrame, isFrame, Printable(name));
    }

    private static FlvTagHead Unreadable => new(FlvCodec.Unknown, false, false, false, "cut short");

    // The name goes into a log and an answer: only what can be read.
    private static string Printable(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[4];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = name[i] is >= 0x20 and < 0x7F ? (char)name[i] : '?';
        }

        return new string(text);
    }
}
