using CrossLive.Gateway.Transport;
using CsCheck;
using Shouldly;
using Xunit;

namespace CrossLive.Fanout.Tests.Transport;

public sealed class ClientFramesTests
{
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
