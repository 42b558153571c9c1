using System.Diagnostics.CodeAnalysis;

namespace CrossLive.Storage.Sqlite;

/// <summary>
/// Changes on their way to the writer's thread. The thread sleeps while there is none: a BlockingCollection's semaphore spins first, which at a hundred
/// commits a second was a twentieth of a busy server's CPU. Its users bound it (<see cref="SqliteWriter.MaxPendingWrites"/>).
/// </summary>
internal sealed class WriteQueue
{
    private readonly object _lock = new();
    private readonly Queue<SqliteWrite> _writes = new();
    private bool _isClosed;

    /// <summary>Puts a change in; false where the queue is closed.</summary>
    public bool TryAdd(SqliteWrite write)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            _writes.Enqueue(write);
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Takes no more in; what is in it is still taken out.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Waits for a change; false at the end of a closed queue.</summary>
    public bool TakeOrEnd([NotNullWhen(true)] out SqliteWrite? write)
    {
        lock (_lock)
        {
            while (_writes.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lock);
            }

            return _writes.TryDequeue(out write);
        }
    }

    /// <summary>Takes a change if there is one.</summary>
    public bool TryTake([NotNullWhen(true)] out SqliteWrite? write)
    {
        lock (_lock)
        {
            return _writes.TryDequeue(out write);
        }
    }
}
