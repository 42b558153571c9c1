using System.Buffers;
using System.Buffers.Binary;
using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Tests.Rtmp;

/// <summary>The bytes of a publisher, as ffmpeg orders them, and a session that takes them.</summary>
internal sealed class Publisher
{
    public static readonly byte[] AvcHeader = [0x17, 0, 0, 0, 0, 1, 0x64, 0, 0x1F, 0xFF, 0xE0];
    public static readonly byte[] AacHeader = [0xAF, 0, 0x12, 0x10];

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly RtmpChunkWriter _writer = new();

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public static byte[] Frame(bool isKey, int length, byte fill = 7) => [(byte)(isKey ? 0x17 : 0x27), 1, 0, 0, 0, .. Enumerable.Repeat(fill, length)];

    public static byte[] Sound(int length) => [0xAF, 1, .. Enumerable.Repeat((byte)9, length)];

    public Publisher Handshake()
    {
        _bytes.Write(new byte[1 + 1536 + 1536]);
        var all = Bytes;
        all[0] = 3;
        _bytes.Clear();
        _bytes.Write(all);
        return this;
    }

    public Publisher Connect(string app = "live") => Command("connect", 1d, new Dictionary<string, object?> { ["app"] = app, ["tcUrl"] = "rtmp://here/" + app });

    public Publisher Ask(string key = "key") => Command("releaseStream", 2d, null, key).Command("FCPublish", 3d, null, key).Command("createStream", 4d, null).Command("publish", 5d, null, key, "live");

    public Publisher Opening(string key = "key") => Handshake().Connect().Ask(key);

    public Publisher Metadata() => Send(RtmpMessageType.DataAmf0, 0, Amf0.Write("@setDataFrame", "onMetaData", new Dictionary<string, object?> { ["width"] = 640d, ["height"] = 360d }));

    public Publisher ChunkBytes(int size)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, size);
        Send(RtmpMessageType.SetChunkSize, 0, four, 2);
        _writer.MaxChunkBytes = size;
        return this;
    }

    public Publisher Command(params object?[] values) => Send(RtmpMessageType.CommandAmf0, 0, Amf0.Write(values), 3);

    public Publisher Video(uint timestampMs, byte[] body) => Send(RtmpMessageType.Video, timestampMs, body, 6);

    public Publisher Audio(uint timestampMs, byte[] body) => Send(RtmpMessageType.Audio, timestampMs, body, 4);

    public Publisher Send(RtmpMessageType type, uint timestampMs, byte[] payload, int chunkStream = 5)
    {
        _writer.Write(_bytes, chunkStream, new RtmpMessage(type, type is RtmpMessageType.CommandAmf0 or RtmpMessageType.SetChunkSize ? 0u : 1u, timestampMs, payload));
        return this;
    }

    /// <summary>A short whole session: metadata, sequence headers, frames with extended times, a good end.</summary>
    public static Publisher Whole()
    {
        var publisher = new Publisher().Opening().Metadata().Video(0, AvcHeader).Audio(0, AacHeader);
        for (var i = 0u; i < 6; i++)
        {
            publisher.Video(0xFFFFF0 + (i * 33), Frame(i == 0, 300)).Audio(0xFFFFF0 + (i * 33), Sound(90));
            if (i == 2)
            {
                publisher.ChunkBytes(1_000);
            }
        }

        return publisher.Command("FCUnpublish", 6d, null, "key").Command("deleteStream", 7d, null, 1d);
    }

    /// <summary>What a session came to, and what it answered.</summary>
    public sealed record Outcome(List<FlvTag> Tags, List<RtmpSessionStep> Steps, RtmpEnd? End, byte[] Answer, long MaxUnfinishedBytes);

    /// <summary>Gives a session the bytes in pieces; every publish that is asked for is accepted.</summary>
    public static Outcome Run(IEnumerable<byte[]> pieces, RtmpLimits? limits = null)
    {
        var session = new RtmpSession(limits ?? new RtmpLimits(), new byte[1528]);
        var output = new ArrayBufferWriter<byte>();
        var outcome = new Outcome([], [], null, [], 0);
        byte[] left = [];
        foreach (var piece in pieces)
        {
            var input = new ReadOnlySequence<byte>([.. left, .. piece]);
            while (true)
            {
                var step = session.Step(ref input, output);
                outcome = outcome with { MaxUnfinishedBytes = Math.Max(outcome.MaxUnfinishedBytes, session.UnfinishedBytes) };
                if (step is RtmpSessionStep.NeedsBytes)
                {
                    break;
                }

                outcome.Steps.Add(step);
                switch (step)
                {
                    case RtmpSessionStep.PublishAsked:
                        session.Accept(output);
                        break;
                    case RtmpSessionStep.Media media:
                        outcome.Tags.Add(media.Tag);
                        break;
                    case RtmpSessionStep.Ended ended:
                        return outcome with { End = ended.End, Answer = output.WrittenSpan.ToArray() };
                    default:
                        break;
                }
            }

            left = input.ToArray();
        }

        return outcome with { Answer = output.WrittenSpan.ToArray() };
    }

    public static string Text(IEnumerable<FlvTag> tags) => string.Join('\n', tags.Select(tag => $"{tag.Kind} {tag.TimestampMs} {Convert.ToHexString(tag.Body.Span)}"));
}
