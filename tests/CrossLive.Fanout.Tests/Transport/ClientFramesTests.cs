using System.Text;
using CrossLive.Gateway.Transport;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class ClientFramesTests
{
    private static readonly byte[][] NoText = [[0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF5], [0xE2, 0x82], [0x80], [0xC0, 0xAF]];
    private static readonly byte[] Mask = [0x11, 0xA2, 0x3C, 0xF7];

    [Fact]
    public void Payload_comes_out_whole_wherever_the_bytes_are_cut_and_however_long_the_frames_are() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[1, 6], Gen.Int[1, 50], Gen.Int[1, 40]).Sample(
            (messages, cut, room) =>
            {
                var bytes = messages.SelectMany(message => Frame(0x82, message)).ToArray();

                var (payload, sign) = ReadAll(bytes, cut, room);

                sign.ShouldBe(FrameSign.None);
                payload.SequenceEqual(messages.SelectMany(message => message)).ShouldBeTrue();
            },
            threads: 1);

    [Fact]
    public void A_ping_between_two_parts_of_a_message_is_given_apart_with_its_payload()
    {
        var frames = new ClientFrames();
        var payload = new byte[16];

        frames.Read(Frame(0x01, "ab"u8.ToArray()), payload, out _, out var first).ShouldBe(FrameSign.None);
        frames.Read(Frame(0x89, "p"u8.ToArray()), payload.AsSpan(first), out _, out _).ShouldBe(FrameSign.Ping);
        frames.Control.ToArray().ShouldBe("p"u8.ToArray());
        frames.Read(Frame(0x80, "cd"u8.ToArray()), payload.AsSpan(first), out _, out var second).ShouldBe(FrameSign.None);

        payload[..(first + second)].ShouldBe("abcd"u8.ToArray());
    }

    [Theory]
    [InlineData(0x82, false, 1)] // No mask.
    [InlineData(0xC2, true, 1)] // A bit of an extension that nobody agreed on.
    [InlineData(0x83, true, 1)] // No such frame.
    [InlineData(0x80, true, 1)] // Goes on with a message that has not begun.
    [InlineData(0x09, true, 1)] // A ping in parts.
    [InlineData(0x89, true, 126)] // A ping that is too long.
    [InlineData(0x88, true, 1)] // Half a reason for closing.
    public void What_no_client_may_send_is_broken(byte first, bool isMasked, int length) =>
        new ClientFrames().Read(Frame(first, new byte[length], isMasked), new byte[256], out _, out _).ShouldBe(FrameSign.Broken);

    [Fact]
    public void A_message_that_begins_within_another_is_broken()
    {
        var frames = new ClientFrames();
        frames.Read(Frame(0x01, [1]), new byte[8], out _, out _).ShouldBe(FrameSign.None);

        frames.Read(Frame(0x81, [1]), new byte[8], out _, out _).ShouldBe(FrameSign.Broken);
    }

    [Fact]
    public void Text_is_taken_wherever_it_is_cut_and_what_is_no_utf8_is_broken_wherever_it_is_cut() =>
        Gen.Select(Gen.String.Array[1, 4], Gen.Int[1, 7], Gen.Int[1, 40], Gen.Int[0, NoText.Length]).Sample(
            (texts, cut, room, which) =>
            {
                var wrong = which == NoText.Length ? [] : NoText[which];
                var messages = texts.Select(text => Encoding.UTF8.GetBytes(text)).ToArray();
                var bytes = messages.SelectMany(message => Frame(0x81, message)).Concat(Frame(0x81, wrong)).ToArray();

                var (payload, sign) = ReadAll(bytes, cut, room);

                sign.ShouldBe(wrong.Length == 0 ? FrameSign.None : FrameSign.Broken);
                payload.Take(messages.Sum(message => message.Length)).SequenceEqual(messages.SelectMany(message => message)).ShouldBeTrue();
            },
            threads: 1);

    [Theory]
    [InlineData(0x82, 0x80)]
    [InlineData(0x02, 0x80)]
    public void Bytes_that_are_no_text_are_taken_in_binary_messages_in_one_piece_or_more(byte first, byte next) =>
        ReadAll([.. Frame(first, [0xFF]), .. first == 0x02 ? Frame(next, [0xFE]) : []], 3, 10).Sign.ShouldBe(FrameSign.None);

    [Fact]
    public void A_character_may_be_cut_between_two_parts_of_a_message_but_not_between_two_messages()
    {
        var euro = "\u20AC"u8.ToArray();

        ReadAll([.. Frame(0x01, euro[..1]), .. Frame(0x00, []), .. Frame(0x80, euro[1..])], 100, 100).ShouldSatisfyAllConditions(
            read => read.Sign.ShouldBe(FrameSign.None),
            read => read.Payload.ShouldBe(euro));
        ReadAll([.. Frame(0x81, euro[..1]), .. Frame(0x81, euro[1..])], 100, 100).Sign.ShouldBe(FrameSign.Broken);
    }

    private static (byte[] Payload, FrameSign Sign) ReadAll(byte[] bytes, int cut, int room)
    {
        var frames = new ClientFrames();
        var all = new List<byte>();
        var buffer = new byte[room];
        for (var from = 0; from < bytes.Length;)
        {
            var sign = frames.Read(bytes.AsSpan(from, Math.Min(cut, bytes.Length - from)), buffer, out var read, out var written);
            all.AddRange(buffer[..written]);
            from += read;
            if (sign != FrameSign.None)
            {
                return ([.. all], sign);
            }
        }

        return ([.. all], FrameSign.None);
    }

    private static byte[] Frame(byte first, byte[] payload, bool isMasked = true)
    {
        byte[] length = payload.Length < 126 ? [(byte)payload.Length] : [126, (byte)(payload.Length >> 8), (byte)payload.Length];
        length[0] |= (byte)(isMasked ? 0x80 : 0);
        return [first, .. length, .. isMasked ? Mask : [], .. payload.Select((value, i) => isMasked ? (byte)(value ^ Mask[i % Mask.Length]) : value)];
    }
}
