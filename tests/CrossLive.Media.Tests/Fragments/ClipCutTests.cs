using CrossLive.Media.Clips;
using CrossLive.Media.Fragments;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Fragments;

/// <summary>Clips of a recording that ffmpeg's stream made; ffmpeg reads them.</summary>
public sealed class ClipCutTests : IAsyncLifetime
{
    private const long MadeAt = 1_790_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-clips-").FullName;

    private string Recording => Path.Combine(_folder, "recording.mp4");

    public async Task InitializeAsync()
    {
        if (new FfmpegFactAttribute().Skip is not null)
        {
            return;
        }

        var source = Path.Combine(_folder, "source.flv");
        await FfmpegTool.RunAsync("ffmpeg", $"-v error -f lavfi -i testsrc=size=320x180:rate=30:duration=8 -f lavfi -i sine=frequency=440:sample_rate=48000:duration=8 -c:v libx264 -preset veryfast -bf 2 -g 60 -pix_fmt yuv420p -c:a aac {source}");
        var maker = new FragmentMaker(new FragmentLimits(), () => MadeAt);
        Mp4Piece[] pieces = [.. FlvFile.Read(source).SelectMany(maker.Take), .. maker.Finish()];
        await File.WriteAllBytesAsync(Recording, pieces.SelectMany(piece => piece.Bytes.ToArray()).ToArray());
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [FfmpegFact]
    public async Task A_clip_begins_with_the_keyframe_before_its_mark_and_ends_on_time_and_is_the_recording_s_own_frames()
    {
        var (clip, piece) = await CutAsync(3_100, 6_500);
        piece!.StartMs.ShouldBe(2_000);
        piece.DurationMs.ShouldBeInRange(4_400, 4_600);
        (await FfmpegTool.RunAsync("ffmpeg", $"-v error -i {clip} -f null -")).ShouldBe("");
        var (all, kept) = (await FfmpegTool.PacketsAsync(Recording, "v"), await FfmpegTool.PacketsAsync(clip, "v"));
        kept[0].IsKey.ShouldBeTrue();
        kept.Select(each => each.Bytes).ShouldBe(all.Skip(60).Take(kept.Length).Select(each => each.Bytes));
        kept.Length.ShouldBe(135);
        for (var i = 0; i < kept.Length; i++)
        {
            Math.Abs(kept[i].PtsMs + 2_000 - all[i + 60].PtsMs).ShouldBeLessThan(1.5);
        }

        // Sound lies beside the pictures as it did.
        var (allSound, sound) = (await FfmpegTool.PacketsAsync(Recording, "a"), await FfmpegTool.PacketsAsync(clip, "a"));
        var first = allSound.First(each => each.PtsMs >= 2_000);
        Math.Abs(sound[0].PtsMs + 2_000 - first.PtsMs).ShouldBeLessThan(1.5);
        Math.Abs(sound[^1].PtsMs - kept[^1].PtsMs).ShouldBeLessThan(120);
    }

    [FfmpegFact]
    public async Task A_clip_of_the_whole_is_the_whole_and_one_of_no_time_is_none()
    {
        var (clip, piece) = await CutAsync(0, 60_000);
        piece!.DurationMs.ShouldBeInRange(7_900, 8_100);
        (await FfmpegTool.PacketsAsync(clip, "v")).Length.ShouldBe(240);
        (await CutAsync(9_000, 10_000)).Piece.ShouldBeNull();
    }

    private async Task<(string Clip, ClipCut.Piece? Piece)> CutAsync(long fromMs, long toMs)
    {
        var path = Path.Combine(_folder, $"{fromMs}-{toMs}.mp4");
        using var source = File.OpenHandle(Recording);
        using var output = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        return (path, await ClipCut.WriteAsync(source, Mp4Index.Read(source).ShouldNotBeNull(), fromMs, toMs, output, MadeAt, default));
    }
}
