namespace CrossLive.Gateway.Transport;

/// <summary>A wait on a <see cref="ReceiveLoop"/>'s thread: it ends there, once. Disposing is for any thread.</summary>
internal sealed class LoopTimer(TimerCallback callback, object? state) : ITimer
{
    private volatile bool _isDisposed;

    /// <summary>The loop's: it is due.</summary>
    public void End()
    {
        if (!_isDisposed)
        {
            callback(state);
        }
    }

    /// <summary>Not here: whoever wants to wait anew begins another wait.</summary>
    public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("A receive loop's timer ends once.");

    /// <inheritdoc/>
    public void Dispose() => _isDisposed = true;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
