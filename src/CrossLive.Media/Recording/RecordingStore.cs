using System.Collections.Concurrent;
using CrossLive.Media.Fragments;
using CrossLive.Rooms;

namespace CrossLive.Media.Recording;

/// <summary>
/// The recordings in a folder: a folder for each room, a file for each recording, and nothing that has to agree with them. Processes may share it: each lists what is there,
/// and one that is being written has a lock beside it (<see cref="RecordingLock"/>), so that nobody deletes it meanwhile.
/// </summary>
public sealed class RecordingStore
{
    private const string Extension = ".mp4";

    /// <summary>ENOSPC and EDQUOT, as .NET gives them.</summary>
    private const int NoSpace = 28, NoQuota = 122;

    /// <summary>Names that are tried where another recording of the room began in the same ms.</summary>
    private const int MaxNameTries = 1_000;

    /// <summary>The limits are looked at again after so much was written.</summary>
    private const long CheckEachBytes = 4 * 1024 * 1024;

    private readonly RecordingOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, RecordingFile> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Length, RecordingInfo Info)> _known = new(StringComparer.Ordinal);
    private long _uncheckedBytes = CheckEachBytes;

    public RecordingStore(string folder, RecordingOptions options, TimeProvider time) => (Folder, _options, _time) = (Path.GetFullPath(folder), options, time);

    /// <summary>Where they stand.</summary>
    public string Folder { get; }

    /// <summary>Begins one.</summary>
    /// <param name="startUnixMs">When its first picture came in.</param>
    /// <exception cref="RecordingStoppedException">The disk or the limits leave no place.</exception>
    public async Task<RecordingFile> BeginAsync(string room, long startUnixMs, Mp4Piece.Head head)
    {
        ArgumentNullException.ThrowIfNull(head);
        var folder = FolderOf(room);
        DemandSpace(null, CheckEachBytes);
        RecordingFile file;
        try
        {
            System.IO.Directory.CreateDirectory(folder);
            file = Create(room, folder, startUnixMs, head);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw Stopped(failed);
        }

        _open[file.Path] = file;
        try
        {
            await file.WriteAsync(head);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A room's recordings, oldest first.</summary>
    public IReadOnlyList<RecordingInfo> List(string room) =>
        [.. Files(FolderOf(room)).Select(file => Describe(file)).OfType<RecordingInfo>().OrderBy(info => info.StartUnixMs)];

    /// <summary>A recording's file, or null.</summary>
    public string? Find(string room, string id)
    {
        if (!RoomId.IsWellFormed(room) || RecordingId.StartOf(id) is null)
        {
            return null;
        }

        var path = Path.Combine(FolderOf(room), id + Extension);
        return File.Exists(path) ? path : null;
    }

    /// <summary>A recording, or null where there is none or nothing of it is whole.</summary>
    public RecordingInfo? Describe(string room, string id) => Find(room, id) is { } path ? Describe(new FileInfo(path)) : null;

    /// <summary>Deletes one. False: it is being written.</summary>
    public bool TryDelete(string room, string id)
    {
        if (Find(room, id) is not { } path)
        {
            return true;
        }

        if (IsOpen(path))
        {
            return false;
        }

        Delete(path);
        return true;
    }

    /// <summary>Deletes what is too old or too much.</summary>
    public void Tidy()
    {
        lock (_gate)
        {
            if (System.IO.Directory.Exists(Folder))
            {
                DeleteOldest(0);
            }
        }
    }

    /// <summary>Makes room for so many bytes.</summary>
    /// <exception cref="RecordingStoppedException">There is none.</exception>
    internal void DemandSpace(RecordingFile? file, long bytes)
    {
        lock (_gate)
        {
            _uncheckedBytes += bytes;
            if (_uncheckedBytes < CheckEachBytes)
            {
                return;
            }

            _uncheckedBytes = 0;
            try
            {
                System.IO.Directory.CreateDirectory(Folder);
                if (DeleteOldest(bytes) > _options.MaxBytes)
                {
                    _uncheckedBytes = CheckEachBytes;
                    throw new RecordingStoppedException($"Recordings that are being written take more than CrossLive:Recordings:MaxBytes ({_options.MaxBytes}) by themselves: raise it, or let CrossLive:Recordings:MaxFileMs be shorter.", RecordingStoppedException.Limit);
                }

                DemandFree();
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                throw Stopped(failed);
            }
        }
    }

    /// <summary>Demands that the disk has as much left as the settings say.</summary>
    /// <exception cref="RecordingStoppedException">It has not.</exception>
    internal void DemandFree()
    {
        if (new DriveInfo(Folder).AvailableFreeSpace < _options.MinFreeBytes)
        {
            lock (_gate)
            {
                _uncheckedBytes = CheckEachBytes;
            }

            throw new RecordingStoppedException($"The disk of {Folder} has less than CrossLive:Recordings:MinFreeBytes ({_options.MinFreeBytes}) left: make room on it.", RecordingStoppedException.MinFree);
        }
    }

    /// <summary>What a disk's refusal means for who records.</summary>
    internal RecordingStoppedException Stopped(Exception failed) => failed switch
    {
        IOException { HResult: NoSpace or NoQuota } => new RecordingStoppedException($"The disk of {Folder} is full: delete recordings or clips, or make room on it.", RecordingStoppedException.Full, failed),
        _ => new RecordingStoppedException($"The recording cannot be written: {failed.Message}", RecordingStoppedException.NotWritable, failed),
    };

    internal void Forget(RecordingFile file, bool isEmpty)
    {
        _open.TryRemove(file.Path, out _);
        if (isEmpty)
        {
            Delete(file.Path);
        }
    }

    private static IEnumerable<FileInfo> Files(string folder)
    {
        var directory = new DirectoryInfo(folder);
        return directory.Exists ? directory.EnumerateFiles("*" + Extension).Where(file => RecordingId.StartOf(Path.GetFileNameWithoutExtension(file.Name)) is not null) : [];
    }

    private RecordingFile Create(string room, string folder, long startUnixMs, Mp4Piece.Head head)
    {
        for (var i = 0; ; i++)
        {
            var id = RecordingId.Of(startUnixMs + i);
            var path = Path.Combine(folder, id + Extension);
            try
            {
                var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, FileOptions.Asynchronous);
                try
                {
                    return new RecordingFile(this, room, id, path, file, RecordingLock.Take(path), head);
                }
                catch
                {
                    file.Dispose();
                    Delete(path);
                    throw;
                }
            }
            catch (IOException) when (i < MaxNameTries && File.Exists(path))
            {
                // Another one began in the same ms.
            }
        }
    }

    // What is left afterwards, with what is to come.
    private long DeleteOldest(long comingBytes)
    {
        var files = new DirectoryInfo(Folder).EnumerateDirectories().SelectMany(folder => Files(folder.FullName)).Where(file => file.Exists).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var bytes = files.Sum(file => file.Length) + comingBytes;
        var oldest = _time.GetUtcNow().UtcDateTime.AddMilliseconds(-_options.MaxAgeMs);
        foreach (var file in files)
        {
            if ((bytes > _options.MaxBytes || file.LastWriteTimeUtc < oldest) && !IsOpen(file.FullName))
            {
                bytes -= file.Length;
                Delete(file.FullName);
            }
        }

        return bytes;
    }

    private void Delete(string path)
    {
        _known.TryRemove(path, out _);
        try
        {
            File.Delete(path);
            RecordingLock.Forget(path);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // It is tried again with the next tidying.
        }
    }

    private bool IsOpen(string path) => _open.ContainsKey(path) || RecordingLock.IsHeld(path);

    private RecordingInfo? Describe(FileInfo file)
    {
        if (_open.TryGetValue(file.FullName, out var open))
        {
            return open.ToInfo();
        }

        try
        {
            if (_known.TryGetValue(file.FullName, out var known) && known.Length == file.Length)
            {
                return known.Info with { IsOpen = RecordingLock.IsHeld(file.FullName) };
            }

            using var handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (Mp4Index.Read(handle) is not { } index)
            {
                return null;
            }

            var id = Path.GetFileNameWithoutExtension(file.Name);
            var info = new RecordingInfo(id, RecordingId.StartOf(id)!.Value, index.EndMs, index.WholeBytes, IsOpen: false, index.Video, index.Audio);
            _known[file.FullName] = (file.Length, info);
            return info with { IsOpen = RecordingLock.IsHeld(file.FullName) };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // It was deleted a moment ago, or cannot be read: it is not shown.
            return null;
        }
    }

    /// <summary>A room's folder; it need not be there.</summary>
    internal string FolderOf(string room) => RoomId.IsWellFormed(room) ? Path.Combine(Folder, room) : throw new ArgumentException("No room's name.", nameof(room));
}
