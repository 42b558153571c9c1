using CrossLive.Media.Recording;

namespace CrossLive.Media.Clips;

/// <summary>
/// A clip's files in its room's folder. Each is written under another name and gets its own when all are whole, what is known of the clip last: with it the clip is
/// there. Meanwhile a lock beside them (<see cref="RecordingLock"/>) says that somebody makes it; files without what is known and without a lock are leftovers.
/// </summary>
internal static class ClipFiles
{
    /// <summary>The clip.</summary>
    public const string Film = ".mp4";

    /// <summary>Its picture.</summary>
    public const string Picture = ".jpg";

    /// <summary>What is known of it.</summary>
    public const string Known = ".json";

    /// <summary>After a file's name until the clip is whole.</summary>
    public const string NotWholeYet = ".new";

    private const string Folder = "clips";

    private const int IdLength = 32;

    // What makes a clip goes first, and comes last.
    private static readonly string[] Parts = [Known, Picture, Film];

    /// <summary>Where a room has its clips.</summary>
    public static string FolderIn(string room) => Path.Combine(room, Folder);

    /// <summary>A new clip's id.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>Whether a text is a clip's id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Where a clip's file stands.</summary>
    public static string PathOf(string folder, string id, string part) => Path.Combine(folder, id + part);

    /// <summary>Says that a clip is being made.</summary>
    /// <exception cref="IOException">It cannot be said.</exception>
    public static FileStream Lock(string folder, string id) => RecordingLock.Take(PathOf(folder, id, Film));

    /// <summary>Gives the files their names.</summary>
    public static void Finish(string folder, string id)
    {
        foreach (var part in Enumerable.Reverse(Parts))
        {
            var path = PathOf(folder, id, part);
            if (File.Exists(path + NotWholeYet))
            {
                File.Move(path + NotWholeYet, path);
            }
        }
    }

    /// <summary>Deletes a clip's files, those that are there.</summary>
    public static void Delete(string folder, string id)
    {
        foreach (var part in Parts)
        {
            File.Delete(PathOf(folder, id, part));
            File.Delete(PathOf(folder, id, part) + NotWholeYet);
        }
    }

    /// <summary>Deletes what is left of clips that were never finished, or only half deleted. What is no clip's file stays.</summary>
    public static void DeleteLeftovers(string folder)
    {
        var directory = new DirectoryInfo(folder);
        var ids = directory.Exists ? directory.EnumerateFiles().Select(file => file.Name.Split('.', 2)[0]).Where(IsId).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var id in ids)
        {
            // In this order: who makes it lets go of its lock when the clip is there.
            var film = PathOf(folder, id, Film);
            if (RecordingLock.IsHeld(film))
            {
                continue;
            }

            if (!File.Exists(PathOf(folder, id, Known)))
            {
                Delete(folder, id);
            }

            RecordingLock.Forget(film);
        }
    }
}
