namespace CrossLive.FlashSales;

/// <summary>What one round of a sale comes to: the changes to be made durable, and then the answers to be given.</summary>
/// <param name="expected">How many commands it is for, about.</param>
public sealed class SalePlan(int expected = 0)
{
    private readonly List<SaleChange> _changes = new(expected);
    private readonly List<(int Ticket, SaleAnswer Answer)> _answers = new(expected);

    /// <summary>The changes, in their order. Applied already.</summary>
    public IReadOnlyList<SaleChange> Changes => _changes;

    /// <summary>Who is told what once the changes are durable.</summary>
    public IReadOnlyList<(int Ticket, SaleAnswer Answer)> Answers => _answers;

    internal void Add(SaleChange change) => _changes.Add(change);

    internal void Answer(int ticket, SaleAnswer answer) => _answers.Add((ticket, answer));
}
