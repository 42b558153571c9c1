using CrossLive.Media.Clips;
using CrossLive.Media.Recording;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Clips;

public sealed class ClipLeftoversTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-clips-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly string _clips;

    public ClipLeftoversTests()
    {
        _clips = ClipFiles.FolderIn(Path.Combine(_folder, "room"));
        Directory.CreateDirectory(_clips);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_never_finished_or_half_deleted_is_gone_after_the_start_and_clips_and_strangers_files_stay()
    {
        var whole = ClipFiles.NewId();
        var killedAtItsEnd = ClipFiles.NewId();
        string[] stay = [$"{whole}.mp4", $"{whole}.jpg", $"{whole}.json", $"{killedAtItsEnd}.mp4", $"{killedAtItsEnd}.json", "holiday.mp4", "notes.mp4.new"];
        foreach (var file in stay)
        {
            Write(file);
        }

        Write($"{killedAtItsEnd}.mp4.writing");
        Write($"{ClipFiles.NewId()}.mp4.new");
        Write($"{ClipFiles.NewId()}.mp4.writing");
        Write($"{ClipFiles.NewId()}.mp4");
        var nearlyDone = ClipFiles.NewId();
        foreach (var file in new[] { ".mp4", ".jpg", ".json.new", ".mp4.writing" })
        {
            Write(nearlyDone + file);
        }

        using var leftovers = Leftovers();
        await leftovers.StartAsync(default);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Names().ShouldBe(stay.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_clip_that_another_process_is_making_is_left_alone_until_that_process_has_ended()
    {
        var id = ClipFiles.NewId();
        var held = ClipFiles.Lock(_clips, id);
        Write($"{id}.mp4.new");
        using var leftovers = Leftovers();
        await leftovers.StartAsync(default);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Names().ShouldBe([$"{id}.mp4.new", $"{id}.mp4.writing"]);

        // A kill closes its files and deletes none.
        await held.DisposeAsync();
        _time.Advance(ClipLeftovers.Period);
        Names().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_never_recorded_has_nothing_to_look_at()
    {
        using var leftovers = new ClipLeftovers(new RecordingStore(Path.Combine(_folder, "nowhere"), new RecordingOptions(), _time), _time);
        await leftovers.StartAsync(default);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Directory.Exists(Path.Combine(_folder, "nowhere")).ShouldBeFalse();
    }

    private ClipLeftovers Leftovers() => new(new RecordingStore(_folder, new RecordingOptions(), _time), _time);

    private void Write(string name) => File.WriteAllText(Path.Combine(_clips, name), "x");

    private IEnumerable<string> Names() => Directory.GetFiles(_clips).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
