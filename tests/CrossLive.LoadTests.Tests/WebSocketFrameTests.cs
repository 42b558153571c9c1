using CrossLive.LoadTests.Swarm.WebSockets;

namespace CrossLive.LoadTests.Tests;

public class WebSocketFrameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void A_frame_of_a_server_is_read_at_each_length_that_has_a_form_of_its_own(int length)
    {
        var frame = ServerFrame.Of(Opcode.Binary, new byte[length]);

        FrameHeader.TryRead(frame, out var header).ShouldBeTrue();

        header.ShouldBe(new FrameHeader(Opcode.Binary, true, frame.Length - length, length));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(300)]
    [InlineData(70_000)]
    public void A_head_that_is_cut_anywhere_is_waited_for(int length)
    {
        var frame = ServerFrame.Of(Opcode.Text, new byte[length]);
        FrameHeader.TryRead(frame, out var header).ShouldBeTrue();

        for (var cut = 0; cut < header.HeaderBytes; cut++)
        {
            FrameHeader.TryRead(frame.AsSpan(0, cut), out _).ShouldBeFalse($"{cut} bytes");
        }
    }

    [Fact]
    public void A_server_that_masks_or_sets_reserved_bits_breaks_the_protocol()
    {
        Should.Throw<FormatException>(() => FrameHeader.TryRead([0x81, 0x85], out _));
        Should.Throw<FormatException>(() => FrameHeader.TryRead([0xC1, 0x05], out _));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_536, 10)]
    public void What_a_client_sends_is_masked_and_unmasks_to_what_it_was(int length, int maskAt)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

        var frame = ClientFrame.Of(Opcode.Text, payload, 0x01020304);

        (frame[1] & 0x80).ShouldBe(0x80);
        frame[maskAt..(maskAt + 4)].ShouldBe(new byte[] { 1, 2, 3, 4 });
        var masked = frame[(maskAt + 4)..];
        masked[..3].ShouldBe([(byte)(payload[0] ^ 1), (byte)(payload[1] ^ 2), (byte)(payload[2] ^ 3)]);
        ClientFrame.Mask(masked, 0x01020304);
        masked.ShouldBe(payload);
    }

    [Fact]
    public void An_answer_to_the_upgrade_is_waited_for_at_every_cut_and_leaves_the_frames_behind_it()
    {
        var answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"u8;
        byte[] bytes = [.. answer, 0x81, 0x00];

        for (var cut = 0; cut < answer.Length; cut++)
        {
            Upgrade.TryReadAnswer(bytes.AsSpan(0, cut), out _, out _).ShouldBeFalse($"{cut} bytes");
        }

        Upgrade.TryReadAnswer(bytes, out var head, out var problem).ShouldBeTrue();
        (head, problem).ShouldBe((answer.Length, null));
    }

    [Theory]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", "401")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: of-another-key=\r\n\r\n", "101")]
    public void An_answer_that_is_no_upgrade_is_a_problem_with_its_status(string answer, string status)
    {
        Upgrade.TryReadAnswer(System.Text.Encoding.ASCII.GetBytes(answer), out _, out var problem).ShouldBeTrue();

        problem.ShouldNotBeNull().ShouldContain(status);
    }
}
