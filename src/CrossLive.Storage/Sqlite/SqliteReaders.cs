using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace CrossLive.Storage.Sqlite;

/// <summary>Connections for reading, used again and again. In write-ahead mode a reader and the writer do not wait for each other.</summary>
/// <param name="open">Opens a connection.</param>
internal sealed class SqliteReaders(Func<SqliteSession> open) : IAsyncDisposable
{
    /// <summary>Most reads at one time; the next ones wait.</summary>
    public const int MaxReaders = 8;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _places = new(MaxReaders, MaxReaders);
    private volatile bool _isClosed;

    /// <summary>
    /// Runs a read in a transaction of its own, so that it sees one state. It runs on the caller's thread: reads are short (a few MiB at most), and
    /// SQLite has no asynchronous interface.
    /// </summary>
    /// <exception cref="SqliteFailure">The read failed.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteDatabase));
        await _places.WaitAsync(cancellationToken);
        try
        {
            return Read(read);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for the reads that run, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        for (var i = 0; i < MaxReaders; i++)
        {
            await _places.WaitAsync();
        }

        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }

        // Those who waited meanwhile get their turn, and find it closed.
        _places.Release(MaxReaders);
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteDatabase));
        SqliteSession? session = null;
        try
        {
            session = _idle.TryTake(out var idle) ? idle : open();
            session.Execute("BEGIN");
            var result = read(session);
            Return(session);
            return result;
        }
        catch (Exception e)
        {
            // In doubt a connection is closed rather than used again.
            session?.Dispose();
            if (e is SqliteException failure)
            {
                throw SqliteFailure.From(failure);
            }

            throw;
        }
    }

    /// <summary>Ends a read's transaction. In a damaged file even that can fail; what was read before the damage counts all the same.</summary>
    private void Return(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK");
            _idle.Add(session);
        }
        catch (SqliteException)
        {
            session.Dispose();
        }
    }
}
