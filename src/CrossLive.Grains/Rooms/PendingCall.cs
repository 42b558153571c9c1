namespace CrossLive.Rooms;

/// <summary>One call of <see cref="IRoomGrain.ExecuteAsync"/> that waits for its answers.</summary>
internal sealed class PendingCall(IReadOnlyList<RoomCommand> commands)
{
    private readonly TaskCompletionSource<IReadOnlyList<CommandAnswer>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CommandAnswer[] _answers = new CommandAnswer[commands.Count];
    private int _open = commands.Count;

    /// <summary>What the caller awaits.</summary>
    public Task<IReadOnlyList<CommandAnswer>> Completion => _completion.Task;

    /// <summary>The commands, in the caller's order.</summary>
    public IReadOnlyList<RoomCommand> Commands => commands;

    /// <summary>Answers one command; the caller hears of it when all are answered.</summary>
    public void Answer(int index, CommandAnswer answer)
    {
        _answers[index] = answer;
        if (--_open == 0)
        {
            _completion.SetResult(_answers);
        }
    }
}
