using System.Text.Json;
using CrossLive.Media.Preview;
using CrossLive.Rooms;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Egress;

/// <summary>
/// What is being sent for which room, in a folder, so that a process which starts there can go on where one that is gone stopped: a file for each room, locked by the process
/// that sends. A file that nobody has locked is one of a process that is gone.
/// </summary>
internal sealed partial class EgressJournal(string folder, ILogger logger)
{
    private const string Extension = ".json";

    /// <summary>Most bytes of a file; more is none of ours.</summary>
    private const int MaxBytes = 4_096;

    /// <summary>Begins a room's file. Null: another process has it, or the disk takes nothing; to be tried again.</summary>
    public Entry? TryBegin(string room)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new Entry(new FileStream(PathOf(room), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), room, null);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(logger, room, failed.Message);
            return null;
        }
    }

    /// <summary>Takes what processes that are gone were sending.</summary>
    public IReadOnlyList<Entry> TakeLeft()
    {
        var taken = new List<Entry>();
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension) : [];
        foreach (var path in files)
        {
            var room = Path.GetFileNameWithoutExtension(path);
            try
            {
                if (RoomId.IsWellFormed(room))
                {
                    var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
                    taken.Add(new Entry(file, room, Read(file)));
                }
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                // A live process sends this one.
            }
        }

        return taken;
    }

    private static Sending? Read(FileStream file)
    {
        try
        {
            var bytes = new byte[Math.Min(file.Length, MaxBytes)];
            file.ReadExactly(bytes);
            return JsonSerializer.Deserialize<Sending>(bytes) is { WidthPx: > 0, HeightPx: > 0, PicturesPerSecond: > 0, Process: not null } sending ? sending : null;
        }
        catch (Exception broken) when (broken is JsonException or IOException)
        {
            return null;
        }
    }

    private string PathOf(string room) => Path.Combine(folder, room + Extension);

    [LoggerMessage(5043, LogLevel.Debug, "Room '{Room}': what is sent could not be noted, so nothing would go on by itself after a restart: {Problem}")]
    private static partial void LogNotWritten(ILogger logger, string room, string problem);

    /// <summary>What a process sends for a room.</summary>
    /// <param name="Process">Its name, as the room's grain knows it.</param>
    /// <param name="WidthPx">Of the host's pictures.</param>
    /// <param name="HeightPx">Of the host's pictures.</param>
    /// <param name="PicturesPerSecond">Of the host's pictures.</param>
    /// <param name="HostSeenUnixMs">When the host was there last.</param>
    internal sealed record Sending(string Process, int WidthPx, int HeightPx, int PicturesPerSecond, long HostSeenUnixMs)
    {
        public PictureFacts Pictures => new(WidthPx, HeightPx, PicturesPerSecond);
    }

    /// <summary>A room's file, locked until it is disposed.</summary>
    internal sealed class Entry(FileStream file, string room, Sending? left) : IDisposable
    {
        /// <summary>The room.</summary>
        public string Room => room;

        /// <summary>What stood in it when it was taken; null: nothing that can be read.</summary>
        public Sending? Left => left;

        /// <summary>Writes what is sent now. False: the disk takes nothing.</summary>
        public bool TryNote(Sending sending)
        {
            try
            {
                var bytes = JsonSerializer.SerializeToUtf8Bytes(sending);
                RandomAccess.Write(file.SafeFileHandle, bytes, 0);
                RandomAccess.SetLength(file.SafeFileHandle, bytes.Length);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }

        /// <summary>Nothing is sent any more: nobody is to go on.</summary>
        public void Forget()
        {
            try
            {
                // While it is locked: who begins a new one now has another file of this name.
                File.Delete(file.Name);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                // Whoever starts next asks the room's grain, which says no.
            }

            file.Dispose();
        }

        /// <summary>Lets go of it as it stands: a process that starts goes on.</summary>
        public void Dispose() => file.Dispose();
    }
}
