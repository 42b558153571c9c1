using CrossLive.LoadTests.Media.Live.Platforms;

namespace CrossLive.LoadTests.Tests.Media;

/// <summary>What srt-live-transmit gives on.</summary>
public sealed class TransportStreamReaderTests
{
    [Theory]
    [InlineData(188 * 3)]
    [InlineData(7)]
    public void A_frame_of_sound_has_its_time_and_the_hash_of_what_it_holds_however_it_is_cut(int pieceBytes)
    {
        byte[] sound = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        var bytes = 7 + sound.Length;
        byte[] adts = [0xFF, 0xF1, 0x4C, (byte)(0x80 | bytes >> 11), (byte)(bytes >> 3), (byte)(bytes << 5 | 0x1F), 0xFC, .. sound];

        // 90,000 ticks: 1 s, in the five bytes of a PTS.
        byte[] pes = [0, 0, 1, 0xC0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 5, 0xBF, 0x21, .. adts];
        byte[] stream = [.. Packet(pes, begins: true), .. Packet(pes, begins: true), .. Packet([0, 0, 1], begins: true)];
        var came = new List<Arrival>();
        var reader = new TransportStreamReader(came.Add);
        foreach (var piece in stream.Chunk(pieceBytes))
        {
            reader.Read(piece, 5);
        }

        came.ShouldBe([new Arrival(false, 1_000, bytes, ContentHash.Of(sound), 5), new Arrival(false, 1_000, bytes, ContentHash.Of(sound), 5)]);
    }

    [Fact]
    public void Times_that_step_back_are_another_connection_whose_frames_come_after_all_of_the_one_before()
    {
        // 90,000 ticks twice, then 0.
        byte[] late = [0, 0, 1, 0xE0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 5, 0xBF, 0x21, 1, 2, 3];
        byte[] early = [0, 0, 1, 0xE0, 0, 0, 0x80, 0x80, 5, 0x21, 0, 1, 0, 1, 1, 2, 3];
        var came = new List<string>();
        var reader = new TransportStreamReader(arrival => came.Add($"{arrival.TimestampMs}"), () => came.Add("anew"));
        reader.Read([.. Packet(late, begins: true), .. Packet(late, begins: true), .. Packet(early, begins: true), .. Packet([0, 0, 1], begins: true)], 5);

        came.ShouldBe(["1000", "1000", "anew", "0"]);
    }

    // What a payload leaves free is stuffing in the adaptation field.
    private static byte[] Packet(byte[] payload, bool begins)
    {
        var field = 188 - 4 - 1 - payload.Length;
        byte[] stuffing = [.. Enumerable.Repeat((byte)0xFF, field - 1)];
        return [0x47, (byte)(begins ? 0x41 : 0x01), 0x00, 0x30, (byte)field, 0x00, .. stuffing, .. payload];
    }
}
