namespace CrossLive.FlashSales;

/// <summary>One call of <see cref="IFlashSaleGrain.ExecuteAsync"/> that waits for its answers.</summary>
internal sealed class SaleCall(IReadOnlyList<SaleCommand> commands, int behind = 0)
{
    private readonly TaskCompletionSource<IReadOnlyList<SaleAnswer>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SaleAnswer?[] _answers = new SaleAnswer?[commands.Count];
    private SaleCommand[]? _changed;

    /// <summary>What the caller awaits.</summary>
    public Task<IReadOnlyList<SaleAnswer>> Completion => _completion.Task;

    /// <summary>How many more wait at the caller.</summary>
    public int Behind { get; } = behind;

    /// <summary>The commands, in the caller's order.</summary>
    public IReadOnlyList<SaleCommand> Commands { get; private set; } = commands;

    /// <summary>Has another command answered in one's place.</summary>
    public void Instead(int index, SaleCommand command)
    {
        // The caller's own list stays as it is.
        _changed ??= [.. Commands];
        _changed[index] = command;
        Commands = _changed;
    }

    /// <summary>How many commands are not answered yet.</summary>
    public int Open { get; private set; } = commands.Count;

    /// <summary>True where a command has its answer.</summary>
    public bool IsAnswered(int index) => _answers[index] is not null;

    /// <summary>Answers one command; the caller hears of it when all are answered.</summary>
    public void Answer(int index, SaleAnswer answer)
    {
        _answers[index] = answer;
        if (--Open == 0)
        {
            _completion.SetResult(_answers!);
        }
    }

    /// <summary>Answers all of them alike.</summary>
    public void AnswerAll(SaleAnswer answer)
    {
        Array.Fill(_answers, answer);
        _completion.TrySetResult(_answers!);
    }
}
