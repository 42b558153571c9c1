using System.Buffers;
using CrossLive.Media.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

public sealed class RtmpChunkTests
{
    private static readonly Gen<(int Stream, RtmpMessage Message)> Messages = Gen.Select(
        Of(2, 3, 63, 64, 319, 320, 65_599),
        Of(RtmpMessageType.Audio, RtmpMessageType.Video, RtmpMessageType.DataAmf0),
        Of(0u, 1u),
        Gen.OneOf(Gen.UInt[0, 100], Gen.UInt[0xFFFFF0, 0x100000F], Gen.UInt),
        Gen.Byte.Array[0, 500]).Select((stream, type, streamId, time, payload) => (stream, new RtmpMessage(type, streamId, time, payload)));

    [Fact]
    public void What_the_writer_cuts_the_reader_puts_together() => Gen.Select(Messages.Array[1, 20], Gen.Int[1, 200], Gen.Int[1, 64]).Sample(
        (messages, chunkBytes, pieceBytes) =>
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new RtmpChunkWriter();
            writer.Write(output, 2, new RtmpMessage(RtmpMessageType.SetChunkSize, 0, 0, new byte[] { 0, 0, 0, (byte)chunkBytes }));
            writer.MaxChunkBytes = chunkBytes;
            foreach (var (stream, message) in messages)
            {
                writer.Write(output, stream, message);
            }

            var reader = new RtmpChunkReader(new RtmpLimits());
            List<RtmpMessage> read = [];
            var all = output.WrittenMemory;
            var input = ReadOnlySequence<byte>.Empty;
            for (var at = 0; at < all.Length; at += pieceBytes)
            {
                input = new ReadOnlySequence<byte>([.. input.ToArray(), .. all.Slice(at, Math.Min(pieceBytes, all.Length - at)).Span]);
                while (reader.TryRead(ref input, out var message))
                {
                    read.Add(message);
                }

                input.Length.ShouldBeLessThan(18);
            }

            read.Skip(1).Select(Text).ShouldBe(messages.Select(each => Text(each.Message)));
            reader.UnfinishedBytes.ShouldBe(0);
        },
        iter: 2_000,
        threads: 1);

    private static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Text(RtmpMessage message) => $"{message.Type} {message.StreamId} {message.TimestampMs} {Convert.ToHexString(message.Payload.Span)}";
}
