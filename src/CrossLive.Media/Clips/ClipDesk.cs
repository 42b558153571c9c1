using System.Collections.Concurrent;
using System.Text.Json;
using CrossLive.Media.Fragments;
using CrossLive.Media.Recording;
using CrossLive.Rooms;

namespace CrossLive.Media.Clips;

/// <summary>Marks and clips of the rooms whose recordings are here. A clip is three files beside the room's recordings: the clip, its picture, and what is known of it.</summary>
public sealed class ClipDesk : IDisposable
{
    /// <summary>Most characters of a title; more are cut off.</summary>
    public const int MaxTitleLength = 100;

    /// <summary>How far behind the stream a picture may be that somebody marks by, ms.</summary>
    public const int MaxBehindMs = 60_000;

    /// <summary>Until a mark's picture is on disk: a fragment, and what waits for the disk.</summary>
    private const int WaitForRecordingMs = 12_000, LookEachMs = 200;

    private readonly RecordingStore _store;
    private readonly RecordingOptions _options;
    private readonly Thumbnailer _thumbnails;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, long> _marks = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    public ClipDesk(RecordingStore store, RecordingOptions options, Thumbnailer thumbnails, TimeProvider time) =>
        (_store, _options, _thumbnails, _time) = (store, options, thumbnails, time);

    /// <summary>Marks a beginning, in place of the one that was marked before; gives its time.</summary>
    /// <param name="behindMs">How far behind the stream the picture is that is marked by.</param>
    public long MarkIn(string room, int behindMs)
    {
        // What is older than a clip may be long is of no use to anybody.
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (other, at) in _marks)
        {
            if (now - at > _options.MaxClipMs)
            {
                _marks.TryRemove(KeyValuePair.Create(other, at));
            }
        }

        return _marks[room] = now - Math.Clamp(behindMs, 0, MaxBehindMs);
    }

    /// <summary>The beginning that is marked, or null.</summary>
    public long? MarkOf(string room) => _marks.TryGetValue(room, out var at) ? at : null;

    /// <summary>Makes a clip.</summary>
    /// <param name="inUnixMs">Null: the beginning that was marked last, which is then used up.</param>
    /// <param name="outUnixMs">Null: now.</param>
    /// <exception cref="ClipRefusedException">It cannot be made.</exception>
    public async Task<ClipInfo> MakeAsync(string room, long? inUnixMs, long? outUnixMs, int behindMs, string title, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var from = inUnixMs ?? MarkOf(room) ?? throw new ClipRefusedException(ClipRefusedException.Invalid, "No beginning is marked: mark one, or name it with inUnixMs.");
        var to = outUnixMs ?? now - Math.Clamp(behindMs, 0, MaxBehindMs);
        if (to <= from || to > now || to - from > _options.MaxClipMs)
        {
            throw new ClipRefusedException(ClipRefusedException.Invalid, $"A clip ends after its beginning, not in the future, and lasts {_options.MaxClipMs / 1_000} s at most (CrossLive:Recordings:MaxClipMs).");
        }

        var recording = await RecordingOfAsync(room, from, to, cancellation);
        await _one.WaitAsync(cancellation);
        try
        {
            if (List(room).Count >= _options.MaxClips)
            {
                throw new ClipRefusedException(ClipRefusedException.TooMany, $"A room has {_options.MaxClips} clips at most (CrossLive:Recordings:MaxClips): delete one.");
            }

            var clip = await CutAsync(room, recording, from, to, title, cancellation);
            if (inUnixMs is null)
            {
                _marks.TryRemove(KeyValuePair.Create(room, from));
            }

            return clip;
        }
        catch (RecordingStoppedException stopped)
        {
            throw new ClipRefusedException(ClipRefusedException.NotWritten, stopped.Message);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ClipRefusedException(ClipRefusedException.NotWritten, _store.Stopped(failed).Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A room's clips, oldest first.</summary>
    public IReadOnlyList<ClipInfo> List(string room)
    {
        var folder = new DirectoryInfo(FolderOf(room));
        return folder.Exists ? [.. folder.EnumerateFiles("*" + ClipFiles.Known).Select(Read).OfType<ClipInfo>().OrderBy(clip => clip.StartUnixMs).ThenBy(clip => clip.Id, StringComparer.Ordinal)] : [];
    }

    /// <summary>A clip's file, or null.</summary>
    public string? Find(string room, string id) => FileOf(room, id, ClipFiles.Film);

    /// <summary>A clip's picture, or null.</summary>
    public string? FindThumbnail(string room, string id) => FileOf(room, id, ClipFiles.Picture);

    /// <summary>Deletes one; there may be none.</summary>
    public void Delete(string room, string id)
    {
        if (FileOf(room, id, ClipFiles.Known) is not null)
        {
            ClipFiles.Delete(FolderOf(room), id);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static ClipInfo? Read(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<ClipInfo>(File.ReadAllBytes(file.FullName));
        }
        catch (Exception broken) when (broken is IOException or JsonException or UnauthorizedAccessException)
        {
            // Half written when the process died, or deleted a moment ago: it is none.
            return null;
        }
    }

    private async Task<RecordingInfo> RecordingOfAsync(string room, long from, long to, CancellationToken cancellation)
    {
        for (var waitedMs = 0; ; waitedMs += LookEachMs)
        {
            var found = _store.List(room).FirstOrDefault(each => each.StartUnixMs < to && (each.IsOpen || each.StartUnixMs + each.DurationMs > from));
            if (found is null)
            {
                throw new ClipRefusedException(ClipRefusedException.NoRecording, "Nothing was recorded here at that time: switch the recording on before.");
            }

            if (!found.IsOpen || found.StartUnixMs + found.DurationMs >= to || waitedMs >= WaitForRecordingMs)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(LookEachMs), _time, cancellation);
        }
    }

    private async Task<ClipInfo> CutAsync(string room, RecordingInfo recording, long from, long to, string title, CancellationToken cancellation)
    {
        var id = ClipFiles.NewId();
        var folder = FolderOf(room);
        System.IO.Directory.CreateDirectory(folder);
        var isMade = ClipFiles.Lock(folder, id);
        try
        {
            var path = ClipFiles.PathOf(folder, id, ClipFiles.Film) + ClipFiles.NotWholeYet;
            var piece = await CutAsync(room, recording, path, from - recording.StartUnixMs, to - recording.StartUnixMs, cancellation)
                ?? throw new ClipRefusedException(ClipRefusedException.NoRecording, "The recording has no keyframe of that time.");
            var start = recording.StartUnixMs + piece.StartMs;
            var endsEarly = start + piece.DurationMs < to - 1_000 ? "The recording ended before the clip's end." : null;
            var problem = recording.Video is null
                ? "There is no thumbnail: the recording has no pictures."
                : await AddThumbnailAsync(path, Math.Max(0, from - start), ClipFiles.PathOf(folder, id, ClipFiles.Picture) + ClipFiles.NotWholeYet, cancellation);
            var clip = new ClipInfo(id, Cleaned(title), from, to, start, piece.DurationMs, piece.Bytes, recording.Id, problem is null, endsEarly ?? problem);
            await File.WriteAllBytesAsync(ClipFiles.PathOf(folder, id, ClipFiles.Known) + ClipFiles.NotWholeYet, JsonSerializer.SerializeToUtf8Bytes(clip), cancellation);
            ClipFiles.Finish(folder, id);
            return clip;
        }
        catch
        {
            ClipFiles.Delete(folder, id);
            throw;
        }
        finally
        {
            RecordingLock.Release(isMade);
        }
    }

    private async Task<ClipCut.Piece?> CutAsync(string room, RecordingInfo recording, string path, long fromMs, long toMs, CancellationToken cancellation)
    {
        using var source = File.OpenHandle(
            _store.Find(room, recording.Id) ?? throw new ClipRefusedException(ClipRefusedException.NoRecording, "The recording was deleted a moment ago."),
            FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        if (Mp4Index.Read(source) is not { } index)
        {
            return null;
        }

        _store.DemandFree();
        using var output = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
        try
        {
            return await ClipCut.WriteAsync(source, index, Math.Max(0, fromMs), toMs, output, recording.StartUnixMs, cancellation);
        }
        catch (InvalidOperationException tooLarge)
        {
            throw new ClipRefusedException(ClipRefusedException.Invalid, tooLarge.Message);
        }
    }

    // A clip without its picture is one all the same. Null: it is there; else why it is not, in a sentence.
    private async Task<string?> AddThumbnailAsync(string clip, long atMs, string output, CancellationToken cancellation)
    {
        var (jpeg, problem) = await _thumbnails.MakeAsync(clip, atMs, cancellation);
        if (jpeg is null)
        {
            return problem;
        }

        try
        {
            await File.WriteAllBytesAsync(output, jpeg, cancellation);
            return null;
        }
        catch (IOException failed)
        {
            File.Delete(output);
            return $"There is no thumbnail: {_store.Stopped(failed).Message}";
        }
    }

    private static string Cleaned(string title) => new([.. title.Where(c => !char.IsControl(c)).Take(MaxTitleLength)]);

    private string? FileOf(string room, string id, string extension)
    {
        if (!RoomId.IsWellFormed(room) || !ClipFiles.IsId(id))
        {
            return null;
        }

        var path = ClipFiles.PathOf(FolderOf(room), id, extension);
        return File.Exists(path) ? path : null;
    }

    private string FolderOf(string room) => ClipFiles.FolderIn(_store.FolderOf(room));
}
