using CrossLive.Media.Fragments;
using Microsoft.Win32.SafeHandles;

namespace CrossLive.Media.Recording;

/// <summary>A recording that is being written. One writer; who lists reads what is whole.</summary>
public sealed class RecordingFile : IDisposable
{
    private readonly RecordingStore _store;
    private readonly SafeFileHandle _file;
    private readonly FileStream _lock;
    private readonly Mp4Piece.Head _head;
    private long _bytes;
    private long _endMs;

    internal RecordingFile(RecordingStore store, string room, string id, string path, SafeFileHandle file, FileStream @lock, Mp4Piece.Head head) =>
        (_store, Room, Id, Path, _file, _lock, _head) = (store, room, id, path, file, @lock, head);

    /// <summary>The room.</summary>
    public string Room { get; }

    /// <summary>See <see cref="RecordingId"/>.</summary>
    public string Id { get; }

    internal string Path { get; }

    /// <summary>Bytes of what is whole.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    internal RecordingInfo ToInfo() => new(Id, RecordingId.StartOf(Id)!.Value, Volatile.Read(ref _endMs), Bytes, IsOpen: true, _head.Video, _head.Audio);

    /// <summary>Writes a piece whole, or nothing of it.</summary>
    /// <exception cref="RecordingStoppedException">The disk takes no more.</exception>
    public async Task WriteAsync(Mp4Piece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        _store.DemandSpace(this, piece.Bytes.Length);
        try
        {
            await RandomAccess.WriteAsync(_file, piece.Bytes, _bytes);
        }
        catch (IOException failed)
        {
            TryCutBack();
            throw _store.Stopped(failed);
        }

        MediaTelemetry.RecordedBytes.Add(piece.Bytes.Length);
        Volatile.Write(ref _bytes, _bytes + piece.Bytes.Length);
        if (piece is Mp4Piece.Fragment fragment)
        {
            Volatile.Write(ref _endMs, fragment.EndMs);
        }
    }

    /// <summary>Ends it; one without a fragment is deleted.</summary>
    public void Dispose()
    {
        _file.Dispose();
        RecordingLock.Release(_lock);
        _store.Forget(this, isEmpty: Volatile.Read(ref _endMs) == 0);
    }

    private void TryCutBack()
    {
        try
        {
            RandomAccess.SetLength(_file, _bytes);
        }
        catch (IOException)
        {
            // Readers stop at what is whole anyway.
        }
    }
}
