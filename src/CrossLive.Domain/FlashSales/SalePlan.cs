namespace CrossLive.FlashSales;

/// <summary>What one round of a sale comes to: the changes to be made durable, and then the answers to be given.</summary>
public sealed class SalePlan
{
    private readonly List<SaleChange> _changes = [];
    private readonly List<(int Ticket, SaleAnswer Answer)> _answers = [];

    /// <summary>The changes, in their order. Applied already.</summary>
    public IReadOnlyList<SaleChange> Changes => _changes;

    /// <summary>Who is told what once the changes are durable.</summary>
    public IReadOnlyList<(int Ticket, SaleAnswer Answer)> Answers => _answers;

    internal void Add(SaleChange change) => _changes.Add(change);

    internal void Answer(int ticket, SaleAnswer answer) => _answers.Add((ticket, answer));
}
