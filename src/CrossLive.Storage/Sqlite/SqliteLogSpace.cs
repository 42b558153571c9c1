using Microsoft.Data.Sqlite;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// Gives the write-ahead log its usual length before the first change. SQLite begins it anew about every 1,000 pages and then writes over what is there; until then each
/// commit makes the file longer, and the disk writes down the new length and its place as well: 0.90 ms a sync instead of 0.68 (ext4, measured beside each other).
/// </summary>
internal static class SqliteLogSpace
{
    /// <summary>The length: what SQLite lets it grow to before it copies it into the database (1,000 pages of 4 KiB). It costs that much of the disk.</summary>
    public const int ReservedBytes = 4 * 1024 * 1024;

    // A disk that is nearly full needs its room for what happens.
    private const long LeastFreeBytes = 16L * ReservedBytes;

    // Fewest pages in memory: more are pushed out into the log at once.
    private const int CachedPages = 16;

    /// <summary>
    /// Makes the log so long, unless it is already. A change of that size is written and taken back: what has no commit behind it is never read, and is written over.
    /// Where that does not go (a disk that is nearly full, another process's lock) the log stays as it is, which costs time and nothing else.
    /// </summary>
    /// <param name="session">The writer's, after <see cref="SqliteSchema.Prepare"/>.</param>
    /// <param name="path">The database file.</param>
    public static void Reserve(SqliteSession session, string path)
    {
        var log = new FileInfo(path + "-wal");
        if ((log.Exists && log.Length >= ReservedBytes) || new DriveInfo(log.DirectoryName!).AvailableFreeSpace < LeastFreeBytes)
        {
            return;
        }

        var cacheSize = session.Run("PRAGMA cache_size");
        session.Run($"PRAGMA cache_size = {CachedPages}");
        try
        {
            session.Run("BEGIN IMMEDIATE");
            session.Run($"INSERT INTO snapshots (room, sequence, record) VALUES ('', 0, zeroblob({ReservedBytes}))");
            session.Run("ROLLBACK");

            // Its sync puts the file's length on the disk, which the first room's event would wait for otherwise.
            session.Run("UPDATE counters SET value = value + 1 WHERE name = 'probe'");
        }
        catch (SqliteException)
        {
            // The first change that does not go either says why.
            if (session.InTransaction)
            {
                session.Run("ROLLBACK");
            }
        }
        finally
        {
            session.Run($"PRAGMA cache_size = {cacheSize}");
        }
    }
}
