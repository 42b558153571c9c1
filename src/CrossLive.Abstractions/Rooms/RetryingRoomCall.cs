namespace CrossLive.Rooms;

/// <summary>
/// Calls a room until it answers, for as long as <paramref name="patience"/>: a room that moves to another process is away for seconds.
/// Safe because commands carry keys: what was written by a try whose answer was lost is recognised as a repeat. Order is kept.
/// </summary>
/// <param name="execute">One call to the room.</param>
/// <param name="patience">How long to go on trying; what is unanswered then stays <see cref="Rejection.RoomUnavailable"/>.</param>
/// <param name="time">The clock for waits and patience.</param>
/// <param name="random">For jitter: senders that failed together do not come back together.</param>
/// <typeparam name="TCommand">A <see cref="RoomCommand"/>, or what becomes one where the call goes.</typeparam>
public sealed class RetryingRoomCall<TCommand>(
    Func<IReadOnlyList<TCommand>, Task<IReadOnlyList<CommandAnswer>>> execute, TimeSpan patience, TimeProvider time, Random random)
{
    private const int FirstWaitMs = 50;
    private const int LongestWaitMs = 1_000;

    /// <summary>Sends commands; answers one each, in order. Never throws.</summary>
    public async Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<TCommand> commands)
    {
        var startedAt = time.GetTimestamp();
        var answers = new CommandAnswer[commands.Count];
        int[] open = [.. Enumerable.Range(0, commands.Count)];
        for (var waitMs = FirstWaitMs; ; waitMs = Math.Min(LongestWaitMs, waitMs * 2))
        {
            var given = await TryAsync(open.Length == commands.Count ? commands : [.. open.Select(index => commands[index])]);
            for (var i = 0; i < open.Length; i++)
            {
                answers[open[i]] = given[i];
            }

            open = [.. open.Where(index => IsTransient(answers[index]))];
            if (open.Length == 0 || time.GetElapsedTime(startedAt) >= patience)
            {
                return answers;
            }

            await Task.Delay(TimeSpan.FromMilliseconds((waitMs / 2) + random.Next(waitMs / 2)), time);
        }
    }

    private static bool IsTransient(CommandAnswer answer) => string.Equals(answer.Code, Rejection.RoomUnavailable, StringComparison.Ordinal);

    private async Task<IReadOnlyList<CommandAnswer>> TryAsync(IReadOnlyList<TCommand> commands)
    {
        try
        {
            var answers = await execute(commands);
            return answers.Count == commands.Count ? answers : throw new InvalidOperationException($"{commands.Count} commands got {answers.Count} answers.");
        }
#pragma warning disable CA1031 // A silo that died shows in many exceptions; each means the same here: not answered, try again with the same keys.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var refusal = CommandAnswer.Reject(Rejection.RoomUnavailable, $"The room did not answer ({exception.GetType().Name}).", LongestWaitMs);
            return [.. Enumerable.Repeat(refusal, commands.Count)];
        }
    }
}
