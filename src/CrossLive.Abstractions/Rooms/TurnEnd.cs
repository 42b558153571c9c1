using System.Runtime.CompilerServices;

namespace CrossLive.Rooms;

/// <summary>Awaited, it goes on when the calling thread is through with what it handles now; on that thread where it can say so, else as after <see cref="Task.Yield"/>.</summary>
/// <param name="atTurnEnd">As <see cref="GatheringPace.AtTurnEnd"/>.</param>
internal readonly struct TurnEnd(Func<Action, bool>? atTurnEnd) : ICriticalNotifyCompletion
{
    /// <summary>Never at once.</summary>
    public bool IsCompleted => false;

    /// <summary>Itself.</summary>
    public TurnEnd GetAwaiter() => this;

    /// <summary>Nothing.</summary>
    public void GetResult()
    {
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation)
    {
        if (atTurnEnd?.Invoke(continuation) is not true)
        {
            Task.Yield().GetAwaiter().OnCompleted(continuation);
        }
    }

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation)
    {
        if (atTurnEnd?.Invoke(continuation) is not true)
        {
            Task.Yield().GetAwaiter().UnsafeOnCompleted(continuation);
        }
    }
}
