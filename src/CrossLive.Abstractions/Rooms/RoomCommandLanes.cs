namespace CrossLive.Rooms;

/// <summary>
/// Two inboxes into one room. Likes and viewer counts are answered when the room's counter tick has merged them, and nothing else is to wait for that:
/// so they go beside the other commands, whose order is kept.
/// </summary>
/// <param name="execute">The call to the room.</param>
/// <param name="maxBatch">Most commands in one call.</param>
/// <param name="maxWaiting">Most commands that wait in each lane.</param>
/// <param name="pace">Keeps the lane of what is put in order in step with the room's commits; the other one waits for its counter tick anyway.</param>
public sealed class RoomCommandLanes(
    Func<IReadOnlyList<RoomCommand>, Task<IReadOnlyList<CommandAnswer>>> execute, int maxBatch, int maxWaiting, GatheringPace? pace = null) : IAsyncDisposable
{
    private readonly CommandInbox<RoomCommand> _sequenced = new(execute, maxBatch, maxWaiting, pace);
    private readonly CommandInbox<RoomCommand> _merged = new(execute, maxBatch, maxWaiting);

    /// <summary>Sends commands; answers one each, in the order given.</summary>
    public async Task<IReadOnlyList<CommandAnswer>> SendAsync(IReadOnlyList<RoomCommand> commands)
    {
        var merged = commands.Where(IsMerged).ToArray();
        if (merged.Length == 0)
        {
            return await _sequenced.SendAsync(commands);
        }

        if (merged.Length == commands.Count)
        {
            return await _merged.SendAsync(commands);
        }

        // Both on their way before either is awaited.
        var sequencedAnswers = _sequenced.SendAsync(commands.Where(command => !IsMerged(command)).ToArray());
        var mergedAnswers = _merged.SendAsync(merged);
        return Join(commands, await sequencedAnswers, await mergedAnswers);
    }

    /// <summary>Sends one command; the receiver is told the answer, by this call where the command is refused at once.</summary>
    public void Post(RoomCommand command, IAnswerReceiver receiver) => (IsMerged(command) ? _merged : _sequenced).Post(command, receiver);

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sequenced.DisposeAsync();
        await _merged.DisposeAsync();
    }

    private static bool IsMerged(RoomCommand command) => command.Body is SendLikes or ChangeViewers or CountViewers;

    private static CommandAnswer[] Join(IReadOnlyList<RoomCommand> commands, IReadOnlyList<CommandAnswer> sequenced, IReadOnlyList<CommandAnswer> merged)
    {
        var (nextSequenced, nextMerged) = (0, 0);
        return [.. commands.Select(command => IsMerged(command) ? merged[nextMerged++] : sequenced[nextSequenced++])];
    }
}
