namespace CrossLive.Rooms;

/// <summary>
/// How a busy <see cref="CommandInbox{TCommand}"/> keeps step with a room that commits at intervals. A call that is sent right behind an answer comes right
/// behind a commit, waits there for the next one, and nothing can join it on the way: every command would wait for two commits instead of one.
/// So calls are sent an interval apart. Where several senders share a room, one may still come right behind another's commit and be answered with the next:
/// it then waits half an interval more, comes before the room commits again, and stays there.
/// </summary>
/// <param name="Interval">The room's interval. A full batch and the end of the process do not wait for it.</param>
/// <param name="Time">The clock.</param>
/// <param name="AtTurnEnd">
/// Has the calling thread run something as soon as it is through with what it handles now; false where it has no such end, then the pool runs it.
/// An idle inbox's call leaves there: no other thread has to wake up for it, and what came in the same turn rides along. Null = always by the pool.
/// </param>
public sealed record GatheringPace(TimeSpan Interval, TimeProvider Time, Func<Action, bool>? AtTurnEnd = null)
{
    /// <summary>How long to gather from now on, where the last call was sent and answered at these timestamps of the clock; not positive = no longer.</summary>
    public TimeSpan LeftOf(long sentAt, long answeredAt)
    {
        var (sinceSent, sinceAnswered) = (Interval - Time.GetElapsedTime(sentAt), (Interval / 2) - Time.GetElapsedTime(answeredAt));
        return sinceSent > sinceAnswered ? sinceSent : sinceAnswered;
    }
}
