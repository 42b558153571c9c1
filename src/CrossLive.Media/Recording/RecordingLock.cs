namespace CrossLive.Media.Recording;

/// <summary>
/// Says to other processes that a recording is being written: an empty file beside it, locked by its writer. The lock ends with its process, however that ends; a file that
/// is left then locks nothing.
/// </summary>
internal static class RecordingLock
{
    private const string Extension = ".writing";

    /// <summary>Locks a recording.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public static FileStream Take(string recording) => new(recording + Extension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    /// <summary>Whether anybody writes it.</summary>
    public static bool IsHeld(string recording)
    {
        try
        {
            // Shared, so that two who look do not take one another for its writer.
            using var free = new FileStream(recording + Extension, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return false;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Nobody writes it any more.</summary>
    public static void Release(FileStream held)
    {
        File.Delete(held.Name);
        held.Dispose();
    }

    /// <summary>The recording is gone.</summary>
    public static void Forget(string recording) => File.Delete(recording + Extension);
}
