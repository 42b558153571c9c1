namespace CrossLive.Storage.Sqlite;

/// <summary>A change that waits for the writer's next commit.</summary>
internal abstract class SqliteWrite(int bytes)
{
    /// <summary>About how many bytes it writes.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>True where nobody waits for it any more: it need not be made.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Makes the change inside the writer's transaction.</summary>
    public abstract void Apply(SqliteSession session);

    /// <summary>Notes that this change alone is refused; told when the transaction it was decided in is durable.</summary>
    public abstract void Refuse(Exception refusal);

    /// <summary>The transaction is durable: tells the caller.</summary>
    public abstract void Settle();

    /// <summary>The transaction failed: tells the caller.</summary>
    public abstract void Fail(Exception failure);
}

/// <summary>A change with a result.</summary>
internal sealed class SqliteWrite<T>(Func<SqliteSession, T> apply, int bytes, CancellationToken cancellationToken) : SqliteWrite(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    /// <summary>Ends when the change is durable, refused or failed.</summary>
    public Task<T> Done => _done.Task;

    /// <summary>The caller waits no longer; the change is made or not.</summary>
    public void GiveUp(CancellationToken given) => _done.TrySetCanceled(given);

    /// <inheritdoc/>
    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <inheritdoc/>
    public override void Apply(SqliteSession session) => _result = apply(session);

    /// <inheritdoc/>
    public override void Refuse(Exception refusal) => _refusal = refusal;

    /// <inheritdoc/>
    public override void Settle()
    {
        if (_refusal is null)
        {
            _done.TrySetResult(_result!);
        }
        else
        {
            Fail(_refusal);
        }
    }

    /// <inheritdoc/>
    public override void Fail(Exception failure)
    {
        _done.TrySetException(failure);

        // A caller who has given up does not look: the exception counts as seen.
        _ = _done.Task.Exception;
    }
}
