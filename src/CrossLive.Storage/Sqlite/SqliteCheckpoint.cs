using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// Bounds the write-ahead log. SQLite copies it into the database by itself every 1,000 pages, but can begin it anew only when nobody reads from its old part:
/// under steady reading it would grow without end. Past <see cref="MaxWalBytes"/> the writer waits for the readers, at most <see cref="MaxWaitMs"/>.
/// </summary>
internal sealed partial class SqliteCheckpoint(string path, int busyTimeoutMs, ILogger logger)
{
    /// <summary>The write-ahead log is cut when it is larger.</summary>
    public const long MaxWalBytes = 64 * 1024 * 1024;

    /// <summary>How long the writer stands still for readers; after that it tries again when the log has grown by a quarter.</summary>
    public const int MaxWaitMs = 250;

    /// <summary>The file's length is looked at again when about so much was written since.</summary>
    private const long LookAfterBytes = MaxWalBytes / 16;

    // What a change writes beside its own bytes: a handful of pages.
    private const long PagesOfChangeBytes = 16 * 1024;

    private readonly FileInfo _wal = new(path + "-wal");
    private long _nextBytes = MaxWalBytes;
    private long _sinceLookBytes;

    /// <summary>Cuts the log where it is due.</summary>
    /// <param name="session">The writer's.</param>
    /// <param name="writes">The commit's changes.</param>
    public void AfterCommit(SqliteSession session, List<SqliteWrite> writes)
    {
        writes.ForEach(write => _sinceLookBytes += write.Bytes + PagesOfChangeBytes);
        if (_sinceLookBytes < LookAfterBytes)
        {
            return;
        }

        _sinceLookBytes = 0;
        _wal.Refresh();
        if (!_wal.Exists || _wal.Length < _nextBytes)
        {
            return;
        }

        try
        {
            session.Run($"PRAGMA busy_timeout = {MaxWaitMs}");
            var isBusy = session.Run("PRAGMA wal_checkpoint(TRUNCATE)") is not 0L;
            session.Run($"PRAGMA busy_timeout = {busyTimeoutMs}");
            _nextBytes = isBusy ? _wal.Length + (MaxWalBytes / 4) : MaxWalBytes;
            if (isBusy)
            {
                LogNotCut(logger, _wal.Length);
            }
        }
        catch (SqliteException e)
        {
            // The commit before it is durable; the next one finds out what is wrong.
            _nextBytes = _wal.Length + (MaxWalBytes / 4);
            LogFailed(logger, _wal.Length, e);
        }
    }
}
