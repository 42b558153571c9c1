using CrossLive.Media.Fragments;
using CrossLive.Media.Recording;
using CrossLive.Media.Rtmp;
using CrossLive.Media.Tests.Rtmp;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CrossLive.Media.Tests.Recording;

public sealed class RecordingStoreTests : IDisposable
{
    private const long Now = 1_790_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("crosslive-recordings-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Now));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_s_name_is_when_it_began()
    {
        RecordingId.StartOf(RecordingId.Of(Now)).ShouldBe(Now);
        foreach (var other in new[] { "", "..", "20260101T000000Z", "20261341T000000000Z", RecordingId.Of(Now) + "/" })
        {
            RecordingId.StartOf(other).ShouldBeNull();
        }
    }

    [Fact]
    public async Task The_oldest_make_room_for_the_newest_and_what_is_being_written_is_never_deleted()
    {
        var store = Store(new RecordingOptions { MaxBytes = 10_000_000, MinFreeBytes = 0 });
        for (var i = 0; i < 4; i++)
        {
            await WriteAsync(store, "room", Now + i, megabytes: 3);
        }

        store.List("room").Select(each => each.StartUnixMs).ShouldBe([Now + 2, Now + 3]);
        using var open = await store.BeginAsync("other", Now - 1, Head());
        await open.WriteAsync(Fragment(6));
        await open.WriteAsync(Fragment(1));
        store.Tidy();
        store.List("other").ShouldHaveSingleItem().IsOpen.ShouldBeTrue();
        store.TryDelete("other", open.Id).ShouldBeFalse();
        store.List("room").Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_process_on_the_same_folder_lists_what_another_writes_as_open_and_does_not_delete_it_until_it_has_ended()
    {
        var (writer, other) = (Store(new RecordingOptions { MinFreeBytes = 0 }), Store(new RecordingOptions { MinFreeBytes = 0, MaxBytes = 2_000_000, MaxAgeMs = 60_000 }));
        var open = await writer.BeginAsync("room", Now, Head());
        await open.WriteAsync(Fragment(3));
        var seen = other.List("room").ShouldHaveSingleItem();
        (seen.Id, seen.IsOpen).ShouldBe((open.Id, true));
        other.TryDelete("room", open.Id).ShouldBeFalse();
        other.Tidy();
        other.List("room").ShouldHaveSingleItem().IsOpen.ShouldBeTrue("It is larger than this process's limit, and not its own.");
        open.Dispose();
        other.List("room").ShouldHaveSingleItem().IsOpen.ShouldBeFalse();
        other.Tidy();
        other.List("room").ShouldBeEmpty();
        Directory.EnumerateFiles(Path.Combine(_folder, "recordings", "room")).ShouldBeEmpty("Its lock went with it.");
    }

    [Fact]
    public async Task What_a_killed_process_left_is_a_recording_like_any_other()
    {
        var store = Store(new RecordingOptions { MinFreeBytes = 0 });
        await WriteAsync(store, "room", Now, megabytes: 1);
        var id = store.List("room")[0].Id;
        await File.WriteAllTextAsync(Path.Combine(_folder, "recordings", "room", id + ".mp4.writing"), "");
        var left = Store(new RecordingOptions { MinFreeBytes = 0 });
        left.List("room").ShouldHaveSingleItem().IsOpen.ShouldBeFalse();
        left.TryDelete("room", id).ShouldBeTrue();
        Directory.EnumerateFiles(Path.Combine(_folder, "recordings", "room")).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_larger_than_all_may_be_together_ends_with_the_setting_s_name_and_what_was_written_stays()
    {
        var store = Store(new RecordingOptions { MaxBytes = 8_000_000, MinFreeBytes = 0 });
        using (var open = await store.BeginAsync("room", Now, Head()))
        {
            await open.WriteAsync(Fragment(5));
            (await Should.ThrowAsync<RecordingStoppedException>(() => open.WriteAsync(Fragment(5)))).Message.ShouldContain("CrossLive:Recordings:MaxBytes");
        }

        store.List("room").ShouldHaveSingleItem().Bytes.ShouldBeInRange(5_000_000, 5_100_000);
    }

    [Fact]
    public async Task Nothing_begins_on_a_disk_that_has_not_enough_left_and_the_setting_is_named()
    {
        var store = Store(new RecordingOptions { MinFreeBytes = 1_000_000_000_000_000 });
        (await Should.ThrowAsync<RecordingStoppedException>(() => store.BeginAsync("room", Now, Head()))).Message.ShouldContain("CrossLive:Recordings:MinFreeBytes");
        store.List("room").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_stops_the_recording_with_a_sentence()
    {
        var file = Path.Combine(_folder, "taken");
        await File.WriteAllTextAsync(file, "no folder");
        var store = new RecordingStore(file, new RecordingOptions { MinFreeBytes = 0 }, _time);
        (await Should.ThrowAsync<RecordingStoppedException>(() => store.BeginAsync("room", Now, Head()))).Message.ShouldContain("cannot be written");
    }

    [Fact]
    public async Task Recordings_that_are_too_old_are_deleted()
    {
        var store = Store(new RecordingOptions { MaxAgeMs = 60_000, MinFreeBytes = 0 });
        var id = await WriteAsync(store, "room", Now, megabytes: 1);
        File.SetLastWriteTimeUtc(store.Find("room", id)!, _time.GetUtcNow().UtcDateTime);
        _time.Advance(TimeSpan.FromMilliseconds(59_000));
        store.Tidy();
        store.List("room").Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(2_000));
        store.Tidy();
        store.List("room").ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_that_begin_in_the_same_ms_have_names_of_their_own_and_one_without_a_fragment_leaves_no_file()
    {
        var store = Store(new RecordingOptions { MinFreeBytes = 0 });
        using (var first = await store.BeginAsync("room", Now, Head()))
        using (var second = await store.BeginAsync("room", Now, Head()))
        {
            second.Id.ShouldNotBe(first.Id);
            await second.WriteAsync(Fragment(1));
        }

        store.List("room").ShouldHaveSingleItem().StartUnixMs.ShouldBe(Now + 1);
    }

    private static async Task<string> WriteAsync(RecordingStore store, string room, long at, int megabytes)
    {
        using var file = await store.BeginAsync(room, at, Head());
        for (var i = 0; i < megabytes; i++)
        {
            await file.WriteAsync(Fragment(1));
        }

        return file.Id;
    }

    private RecordingStore Store(RecordingOptions options) => new(Path.Combine(_folder, "recordings"), options, _time);

    private static Mp4Piece.Head Head() => (Mp4Piece.Head)Pieces(1)[0];

    private static Mp4Piece Fragment(int megabytes) => Pieces(megabytes * 1_000_000)[1];

    private static List<Mp4Piece> Pieces(int bytes)
    {
        var maker = new FragmentMaker(new FragmentLimits { MaxFragmentBytes = int.MaxValue }, () => Now);
        var header = Convert.FromHexString("17000000000142c015ffe100176742c015da05067e7c0440000003004000001e03c58ba801000468ce0fc8");
        return
        [
            .. maker.Take(new FlvTag(FlvTagKind.Video, 0, header)), .. maker.Take(new FlvTag(FlvTagKind.Audio, 0, Publisher.AacHeader)),
            .. maker.Take(new FlvTag(FlvTagKind.Video, 0, Publisher.Frame(true, bytes))), .. maker.Finish(),
        ];
    }
}
