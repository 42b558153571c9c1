using CrossLive.LoadTests.Media.Live.Platforms;
using CrossLive.LoadTests.Media.Live.Publishers;

namespace CrossLive.LoadTests.Tests.Media;

/// <summary>What is concluded from what a receiver has.</summary>
public sealed class ReceivedStreamTests
{
    [Fact]
    public void Missing_and_repeated_pictures_are_counted_over_the_clips_end_and_not_over_a_new_connection()
    {
        var last = SourceClip.Pictures - 1;
        int[] numbers = [last - 1, last, 0, 1, 1, 4];
        var stream = new ReceivedStream([.. numbers.Select((number, i) => (number, (double)i, 0)), (50, 6.0, 1), (51, 7.0, 1)], 0);
        (stream.Missing, stream.Repeated).ShouldBe((2, 1));
        stream.MissingBetween(0, 4).ShouldBe(0);
        stream.From(6).Shown.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_799)]
    [InlineData(65_535)]
    public void A_number_is_read_from_its_cells(int number) => PictureDecoder.NumberOf(CellsOf(number)).ShouldBe(number);

    [Fact]
    public void Cells_that_are_no_number_are_none()
    {
        PictureDecoder.NumberOf(new byte[SourceClip.Cells]).ShouldBeNull("The slate is dark.");
        var damaged = CellsOf(5);
        damaged[^2] = 235;
        PictureDecoder.NumberOf(damaged).ShouldBeNull();
    }

    [Fact]
    public void Sound_that_waits_is_late_and_sound_that_is_missing_is_a_gap_over_connections_of_other_clocks()
    {
        static Arrival Sound(uint timestampMs, ulong hash, double atMs) => new(false, timestampMs, 100, hash, atMs);
        Arrival[] clean = [.. Enumerable.Range(0, 40).Select(i => Sound((uint)(i * 20), (ulong)i, 1_000 + (i * 20)))];
        Arrival[] first = [.. Enumerable.Range(0, 10).Select(i => Sound((uint)(i * 20), (ulong)i, 1_000 + (i * 20) + (i == 9 ? 300 : 30)))];

        // A connection whose clock begins anew, with frames of a lower rate behind the first.
        Arrival[] second = [.. Enumerable.Range(30, 10).Select(i => Sound((uint)((i - 30) * 20), i == 30 ? 30 : 1_000 + (ulong)i, 1_000 + (i * 20) + 30))];
        var times = AudioTimes.Of([first, second], clean);
        times.WorstLateMs(0, double.MaxValue).ShouldBe(300);
        times.LongestGapMs(0, double.MaxValue).ShouldBe((30 - 9) * 20 - (1_024 / 48.0), 0.01);
        times.Unplaced.ShouldBe(0);
        AudioTimes.Of([[Sound(0, 9_999, 0)]], clean).Unplaced.ShouldBe(1);
    }

    private static byte[] CellsOf(int number)
    {
        var cells = new byte[SourceClip.Cells];
        (cells[0], cells[^1]) = (235, 235);
        for (var bit = 0; bit < SourceClip.Bits; bit++)
        {
            cells[1 + bit] = (byte)((number >> bit & 1) == 1 ? 235 : 16);
        }

        cells[^2] = (byte)((number & 1) == 1 ? 16 : 235);
        return cells;
    }
}
