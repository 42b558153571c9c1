using System.Globalization;

namespace CrossLive.Server.Tests.Media;

/// <summary>ffmpeg publishes, workers send the stream on over SRT, srt-live-transmit takes it.</summary>
public sealed class SrtEgressTests(StreamServer server) : IClassFixture<StreamServer>
{
    [SrtFact]
    public async Task Every_picture_and_all_of_the_sound_arrive_over_SRT_with_and_without_a_passphrase()
    {
        using var room = server.NewRoom();
        using var open = new SrtReceiver();
        using var locked = new SrtReceiver("&passphrase=a-long-enough-word");
        using var wrong = new SrtReceiver("&passphrase=a-long-enough-word");
        await room.SetDestinationAsync("open", AddressOf(open, "?streamid=%23!::r=live,m=publish"));
        await room.SetDestinationAsync("locked", AddressOf(locked, "?passphrase=a-long-enough-word"));
        await room.SetDestinationAsync("wrong", AddressOf(wrong, "?passphrase=another-long-word"));
        await using var ffmpeg = Ffmpeg.Publish(server.AddressOf(await room.MakeKeyAsync()));
        await room.WhenSentAsync("open", 60, Log);
        await room.WhenSentAsync("locked", 30, Log);
        (await room.WhenDestinationAsync("wrong", each => each.GetProperty("state").GetString() == "refused", Log)).GetProperty("code").GetString().ShouldBe("refused-key");
        var seen = await room.GetDestinationAsync("open");
        seen.ToString().ShouldNotContain("r=live", Case.Sensitive, "A stream's id may be a key.");
        seen.GetProperty("destination").GetProperty("droppedPictures").GetInt64().ShouldBe(0);
        seen.GetProperty("samples").EnumerateArray().ShouldNotBeEmpty();
        foreach (var (id, receiver) in new[] { ("open", open), ("locked", locked) })
        {
            await room.RemoveDestinationAsync(id);
            var pictures = await receiver.TimesOfAsync("v");
            pictures.Count.ShouldBeGreaterThanOrEqualTo(id == "open" ? 55 : 25);
            LongestStepMs(pictures).ShouldBeLessThan(100, "15 a second: one that is missing makes 133 ms of it");
            LongestStepMs(await receiver.TimesOfAsync("a")).ShouldBeLessThan(25, "a frame of sound has 21.3 ms");
            (await receiver.ComplaintsAsync()).ShouldBeEmpty();
        }
    }

    private static string AddressOf(SrtReceiver receiver, string settings) => string.Create(CultureInfo.InvariantCulture, $"srt://127.0.0.1:{receiver.Port}{settings}");

    private static double LongestStepMs(IReadOnlyList<double> times) => times.Zip(times.Skip(1), (one, next) => Math.Abs(next - one)).Max();

    private string Log() => string.Join('\n', server.Process.Log.TakeLast(30));
}
