using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// The one writer of the database in this process: a thread that puts the changes of all rooms that wait into one transaction, so that they share one sync
/// of the disk. Other processes may write to the same file: each transaction begins IMMEDIATE, and every change checks what it relies on inside of it.
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    /// <summary>Most changes that wait; the next ones wait for a place (their callers' cancellation ends that).</summary>
    public const int MaxPendingWrites = 4_096;

    /// <summary>Most changes in one transaction.</summary>
    public const int MaxWritesPerCommit = 512;

    /// <summary>A transaction takes no further change once it holds this many bytes.</summary>
    public const int MaxBytesPerCommit = 8 * 1024 * 1024;

    private readonly SqliteCheckpoint _checkpoint;
    private readonly Func<SqliteSession> _open;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _places = new(MaxPendingWrites, MaxPendingWrites);
    private readonly WriteQueue _queue = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteSession? _session;

    /// <summary>Starts the thread.</summary>
    /// <param name="session">The connection to write with; the writer owns it.</param>
    /// <param name="open">Opens another one after a failure that leaves the old one in doubt.</param>
    /// <param name="checkpoint">Bounds the write-ahead log.</param>
    /// <param name="logger">Where to log.</param>
    public SqliteWriter(SqliteSession session, Func<SqliteSession> open, SqliteCheckpoint checkpoint, ILogger logger)
    {
        (_session, _open, _checkpoint, _logger) = (session, open, checkpoint, logger);
        new Thread(Run) { IsBackground = true, Name = "CrossLive SQLite writer" }.Start();
    }

    /// <summary>Makes a change durable.</summary>
    /// <param name="apply">Makes the change; what it throws refuses this change alone and undoes what it did.</param>
    /// <param name="bytes">About how many bytes it writes.</param>
    /// <param name="cancellationToken">Ends the wait; the change is then made or not.</param>
    /// <exception cref="SqliteFailure">The transaction failed.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> apply, int bytes, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        var write = new SqliteWrite<T>(apply, bytes, cancellationToken);
        if (!_queue.TryAdd(write))
        {
            _places.Release();
            throw new ObjectDisposedException(nameof(SqliteDatabase), "The database is closed.");
        }

        // Not WaitAsync: its own promise goes through the pool on the way to the caller, once more for every commit.
        using var givingUp = cancellationToken.UnsafeRegister(static (given, token) => ((SqliteWrite<T>)given!).GiveUp(token), write);
        return await write.Done;
    }

    /// <summary>Takes no more changes, makes those that wait, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _stopped.Task;
    }

    private void Run()
    {
        var group = new List<SqliteWrite>(MaxWritesPerCommit);
        while (_queue.TakeOrEnd(out var first))
        {
            Gather(first, group);
            Commit(group);
            _places.Release(group.Count);
            group.Clear();
        }

        _session?.Dispose();
        _stopped.SetResult();
    }

    private void Gather(SqliteWrite first, List<SqliteWrite> group)
    {
        long bytes = first.Bytes;
        group.Add(first);
        while (group.Count < MaxWritesPerCommit && bytes < MaxBytesPerCommit && _queue.TryTake(out var next))
        {
            bytes += next.Bytes;
            group.Add(next);
        }
    }

    private void Commit(List<SqliteWrite> group)
    {
        var committing = false;
        try
        {
            _session ??= _open();
            _session.Execute("BEGIN IMMEDIATE");
            var isChanged = group is [var only] ? ApplyOnly(_session, only) : ApplyEach(_session, group);
            committing = true;
            _session.Execute(isChanged ? "COMMIT" : "ROLLBACK");
        }
        catch (SqliteException e)
        {
            FailAll(group, SqliteFailure.From(e, committing), e);
            return;
        }
#pragma warning disable CA1031 // A fault of our own fails the group, not the writer: every other room would stand still.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailAll(group, e, e);
            return;
        }

        group.ForEach(write => write.Settle());
        _checkpoint.AfterCommit(_session, group);
    }

    // Nobody else's change is in the transaction: it can end with this one's, and needs no savepoint. False where nothing stays.
    private static bool ApplyOnly(SqliteSession session, SqliteWrite write)
    {
        if (write.IsCancelled)
        {
            write.Refuse(GivenUp());
            return false;
        }

        try
        {
            write.Apply(session);
            return true;
        }
        catch (Exception e) when (session.InTransaction && !EndsTransaction(e))
        {
            write.Refuse(InOurWords(e));
            return false;
        }
    }

    private static bool ApplyEach(SqliteSession session, List<SqliteWrite> group)
    {
        group.ForEach(write => ApplyAlone(session, write));
        return true;
    }

    /// <summary>A savepoint per change, so that one that is refused half-way leaves nothing behind and the others go on.</summary>
    private static void ApplyAlone(SqliteSession session, SqliteWrite write)
    {
        if (write.IsCancelled)
        {
            write.Refuse(GivenUp());
            return;
        }

        session.Execute("SAVEPOINT change");
        try
        {
            write.Apply(session);
        }
        catch (Exception e) when (session.InTransaction && !EndsTransaction(e))
        {
            session.Execute("ROLLBACK TO change");
            write.Refuse(InOurWords(e));
        }

        session.Execute("RELEASE change");
    }

    private static OperationCanceledException GivenUp() => new("The caller gave up before the change was made.");

    private static Exception InOurWords(Exception e) => e is SqliteException failure ? SqliteFailure.From(failure) : e;

    private static bool EndsTransaction(Exception e) =>
        e is SqliteException failure && SqliteFailure.KindOf(failure) != SqliteFailureKind.Damaged;

    private void FailAll(List<SqliteWrite> group, Exception failure, Exception cause)
    {
        LogCommitFailed(_logger, group.Count, cause);
        if (failure is SqliteFailure { Kind: SqliteFailureKind.Full })
        {
            LogFull(_logger);
        }

        // Closing rolls back whatever is left, and a new connection starts clean whatever state the old one was in.
        _session?.Dispose();
        _session = null;
        group.ForEach(write => write.Fail(failure));
    }
}
