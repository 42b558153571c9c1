using System.Text;
using CrossLive.Media.Rtmp;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Rtmp;

public sealed class RtmpSessionTests
{
    private static readonly byte[] Whole = Publisher.Whole().Bytes;

    [Fact]
    public void A_session_gives_metadata_headers_and_frames_and_a_good_end()
    {
        var outcome = Publisher.Run([Whole]);
        outcome.Steps[0].ShouldBe(new RtmpSessionStep.PublishAsked("live", "key"));
        outcome.Tags.Count.ShouldBe(3 + 12);
        outcome.Tags[0].Kind.ShouldBe(FlvTagKind.Script);
        Amf0.Read(outcome.Tags[0].Body.Span, new RtmpLimits())[0].ShouldBe("onMetaData");
        outcome.Tags[1].Head.IsSequenceHeader.ShouldBeTrue();
        outcome.Tags[3].Head.IsKeyFrame.ShouldBeTrue();
        outcome.Tags[^1].TimestampMs.ShouldBe(0xFFFFF0u + 165);
        outcome.Tags[^2].Body.ToArray().ShouldBe(Publisher.Frame(false, 300));
        outcome.End!.Reason.ShouldBe(RtmpEndReason.Finished);
        Encoding.Latin1.GetString(outcome.Answer).ShouldContain("NetStream.Publish.Start");
    }

    [Fact]
    public void Any_cutting_of_the_bytes_gives_the_same_messages()
    {
        var expected = Publisher.Text(Publisher.Run([Whole]).Tags);
        Gen.Int[1, 700].Array[1, 40].Sample(
            lengths =>
            {
                var outcome = Publisher.Run(Cut(Whole, lengths));
                Publisher.Text(outcome.Tags).ShouldBe(expected);
                outcome.End!.Reason.ShouldBe(RtmpEndReason.Finished);
            },
            iter: 300,
            threads: 1);
        Publisher.Text(Publisher.Run(Cut(Whole, [1])).Tags).ShouldBe(expected);
    }

    [Fact]
    public void A_session_cut_short_at_any_byte_waits_for_more()
    {
        for (var length = 0; length < Whole.Length - 1; length++)
        {
            var outcome = Publisher.Run([Whole[..length]]);
            outcome.Tags.Count.ShouldBeLessThanOrEqualTo(15);
        }
    }

    [Fact]
    public void A_mutated_session_ends_in_the_protocol_error_or_goes_on_and_holds_no_more_than_its_limit()
    {
        var limits = new RtmpLimits { MaxMessageBytes = 70_000, MaxUnfinishedBytes = 80_000 };
        var broken = 0;
        Gen.Select(Gen.Select(Gen.Int[3073, Whole.Length - 1], Gen.Byte).Array[1, 6], Gen.Int[1, 5_000].Array[1, 5]).Sample(
            (changes, lengths) =>
            {
                var bytes = Whole.ToArray();
                foreach (var (at, value) in changes)
                {
                    bytes[at] = value;
                }

                try
                {
                    Publisher.Run(Cut(bytes, lengths), limits).MaxUnfinishedBytes.ShouldBeLessThanOrEqualTo(limits.MaxUnfinishedBytes);
                }
                catch (RtmpProtocolException)
                {
                    broken++;
                }
            },
            iter: 5_000,
            threads: 1);
        broken.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Garbage_after_the_handshake_ends_in_the_protocol_error_or_waits() =>
        Gen.Byte.Array[0, 3_000].Sample(
            garbage =>
            {
                try
                {
                    Publisher.Run([[.. new Publisher().Handshake().Bytes, .. garbage]]).Tags.ShouldBeEmpty();
                }
                catch (RtmpProtocolException)
                {
                    // As it should.
                }
            },
            iter: 2_000,
            threads: 1);

    [Fact]
    public void A_message_that_announces_much_and_sends_little_holds_little()
    {
        var bytes = new Publisher().Opening().Bytes;
        byte[] head = [0x06, 0, 0, 0, 0x3F, 0xFF, 0xFF, 9, 1, 0, 0, 0, 0x17];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Publisher.Run([[.. bytes, .. head]]).MaxUnfinishedBytes.ShouldBe(1);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void What_breaks_a_limit_is_named()
    {
        Broken(new Publisher().Opening().Send(RtmpMessageType.SetChunkSize, 0, [0x7F, 0xFF, 0xFF, 0xFF], 2)).ShouldContain("chunk size");
        Broken(new Publisher().Opening().Send(RtmpMessageType.SetChunkSize, 0, [0, 0, 0, 0], 2)).ShouldContain("chunk size");
        Broken(new Publisher().Opening().Send(RtmpMessageType.Video, 0, new byte[4 * 1024 * 1024 + 1])).ShouldContain("limit");
        Broken(new Publisher().Opening().Send(RtmpMessageType.DataAmf0, 0, new byte[70_000])).ShouldContain("limit");
        var streams = new Publisher().Opening();
        for (var id = 100; id < 120; id++)
        {
            streams.Send(RtmpMessageType.Audio, 0, Publisher.AacHeader, id);
        }

        Broken(streams).ShouldContain("chunk streams");
        var commands = new Publisher().Handshake().Connect();
        for (var i = 0; i < 200; i++)
        {
            commands.Command("createStream", (double)i, null);
        }

        Broken(commands).ShouldContain("Too many commands");
        Broken(new Publisher().Handshake().Connect().Video(0, Publisher.AvcHeader)).ShouldContain("before a publish");
        Broken(new Publisher().Handshake().Ask()).ShouldContain("releaseStream");
        Should.Throw<RtmpProtocolException>(() => Publisher.Run(["GET / HTTP/1.1\r\n"u8.ToArray()])).Message.ShouldContain("not RTMP");
    }

    [Fact]
    public void An_aborted_message_is_dropped_and_the_next_is_whole()
    {
        // The first chunk of a longer video message, then its abort, then a whole message on the same chunk stream.
        byte[] begun = [0x06, 0, 0, 0, 0, 1, 0, 9, 1, 0, 0, 0, .. new byte[128]];
        byte[] abort = [0x02, 0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 0, 0, 6];
        byte[] whole = [0x06, 0, 0, 40, 0, 0, 11, 9, 1, 0, 0, 0, .. Publisher.AvcHeader];
        var outcome = Publisher.Run([[.. new Publisher().Opening().Bytes, .. begun, .. abort, .. whole]]);
        outcome.Tags.ShouldHaveSingleItem().TimestampMs.ShouldBe(40u);
    }

    [Fact]
    public void A_ping_is_answered_with_its_own_time()
    {
        var answer = Publisher.Run([new Publisher().Opening().Send(RtmpMessageType.UserControl, 0, [0, 6, 0xDE, 0xAD, 0xBE, 0xEF], 2).Bytes]).Answer;
        Convert.ToHexString(answer).ShouldContain("0007DEADBEEF");
    }

    [Fact]
    public void Bytes_are_acknowledged_within_the_window()
    {
        var publisher = new Publisher().Opening().ChunkBytes(100_000);
        for (var i = 0u; i < 20; i++)
        {
            publisher.Video(i * 33, Publisher.Frame(i == 0, 100_000));
        }

        // Header of a message of type 3 and 4 bytes on chunk stream 2.
        Convert.ToHexString(Publisher.Run([publisher.Bytes]).Answer).ShouldContain("00000403");
    }

    [Theory]
    [InlineData("hvc1", FlvCodec.Hevc)]
    [InlineData("av01", FlvCodec.Av1)]
    [InlineData("vp09", FlvCodec.Vp9)]
    public void An_enhanced_codec_is_refused_by_name_or_taken_where_the_setting_says_so(string name, FlvCodec codec)
    {
        byte[] body = [0x90, .. Encoding.ASCII.GetBytes(name), 1, 2, 3];
        var bytes = new Publisher().Opening().Video(0, body).Bytes;
        var refused = Publisher.Run([bytes]);
        refused.End!.Reason.ShouldBe(RtmpEndReason.CodecRefused);
        refused.End.Detail.ShouldContain(name);
        Encoding.Latin1.GetString(refused.Answer).ShouldContain(codec.ToString());

        var tag = Publisher.Run([bytes], new RtmpLimits { ExtraCodecs = new HashSet<FlvCodec> { codec } }).Tags.ShouldHaveSingleItem();
        tag.Head.Codec.ShouldBe(codec);
        tag.Head.IsSequenceHeader.ShouldBeTrue();
    }

    [Fact]
    public void Modifiers_before_the_codec_are_stepped_over_and_several_tracks_in_one_are_refused()
    {
        // ModEx with three bytes of data, then CodedFramesX of HEVC.
        FlvTagHead.Of(FlvTagKind.Video, [0x97, 2, 1, 2, 3, 0x03, .. "hvc1"u8, 5]).ShouldBe(new FlvTagHead(FlvCodec.Hevc, false, true, true, "hvc1"));
        Publisher.Run([new Publisher().Opening().Video(0, [0x96, 0, .. "avc1"u8]).Bytes]).End!.Detail.ShouldContain("Multitrack");
        Publisher.Run([new Publisher().Opening().Audio(0, [0x22, 1]).Bytes]).End!.Detail.ShouldContain("Mp3");
        Publisher.Run([new Publisher().Opening().Video(0, [0x12, 1]).Bytes]).End!.Detail.ShouldContain("Video codec number 2");
        for (var length = 0; length < 5; length++)
        {
            FlvTagHead.Of(FlvTagKind.Video, new byte[] { 0x97, 255, 255, 255, 1 }.AsSpan(0, length)).IsFrame.ShouldBeFalse();
        }
    }

    [Fact]
    public void The_absence_of_sound_is_told_once()
    {
        var publisher = new Publisher().Opening();
        for (var i = 0u; i < 400; i++)
        {
            publisher.Video(i * 33, Publisher.Frame(i == 0, 10));
        }

        Publisher.Run([publisher.Bytes]).Steps.OfType<RtmpSessionStep.TrackMissing>().ShouldHaveSingleItem().Missing.ShouldBe(FlvTagKind.Audio);
    }

    private static string Broken(Publisher publisher) => Should.Throw<RtmpProtocolException>(() => Publisher.Run([publisher.Bytes])).Message;

    private static IEnumerable<byte[]> Cut(byte[] bytes, int[] lengths)
    {
        var at = 0;
        for (var i = 0; at < bytes.Length; i++)
        {
            var length = Math.Min(lengths[i % lengths.Length], bytes.Length - at);
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}
