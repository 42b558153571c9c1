using Orleans.Concurrency;

namespace CrossLive.FlashSales;

/// <summary>
/// One flash sale; the key is <see cref="SaleId.LogOf"/>. Decides claims one after the other, keeps them in a log of its own, and tells its room what has become
/// of it. Calls interleave, so that claims gather while an append is on its way (group commit).
/// </summary>
[Alias("crosslive.IFlashSaleGrain")]
public interface IFlashSaleGrain : IGrainWithStringKey
{
    /// <summary>Decides commands in the order given and answers each, when what was taken is durable.</summary>
    /// <param name="commands">1 to <see cref="SaleCallLimits.MaxCommandsPerCall"/>.</param>
    /// <returns>One answer per command, in order. Failures are answers, too; only a moved or dead activation throws.</returns>
    [AlwaysInterleave, Alias("execute")]
    Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IReadOnlyList<SaleCommand> commands);

    /// <summary>The same, of a caller that has more than one call takes: a crowd at a gateway, which has one call under way, never stands in the sale's own queue.</summary>
    /// <param name="commands">1 to <see cref="SaleCallLimits.MaxCommandsPerCall"/>.</param>
    /// <param name="behind">How many more wait at the caller, to be sent after these. At least 0.</param>
    /// <returns>One answer per command, in order.</returns>
    [AlwaysInterleave, Alias("executeOfMany")]
    Task<IReadOnlyList<SaleAnswer>> ExecuteAsync(IReadOnlyList<SaleCommand> commands, int behind);

    /// <summary>The sale as everybody may see it, and how it is doing. Wakes it: what is due is done.</summary>
    [AlwaysInterleave, Alias("inspect")]
    Task<SaleInspection> InspectAsync();

    /// <summary>The draw with everything that is needed to check it; null before there was one.</summary>
    [AlwaysInterleave, Alias("draw")]
    Task<SaleDrawReport?> DrawAsync();
}

/// <summary>A sale as an operator sees it.</summary>
/// <param name="Code">Null, or why it does not work.</param>
/// <param name="View">What everybody may see; null where nobody has planned it.</param>
/// <param name="WaitingCommands">How many commands wait to be decided.</param>
/// <param name="Held">Claims in the fairness window.</param>
/// <param name="WaitingBuyers">Buyers in the waiting room.</param>
[GenerateSerializer, Immutable, Alias("crosslive.SaleInspection")]
public sealed record SaleInspection(
    [property: Id(0)] string? Code,
    [property: Id(1)] SaleView? View,
    [property: Id(2)] int WaitingCommands,
    [property: Id(3)] int Held,
    [property: Id(4)] int WaitingBuyers = 0);

/// <summary>A draw, to be checked by anybody.</summary>
/// <param name="View">The sale: commitment, seed, tie, hash of the list.</param>
/// <param name="Lines">The list of those who were drawn, as it was hashed.</param>
/// <param name="Order">Their claims' numbers in the order in which they were served.</param>
[GenerateSerializer, Immutable, Alias("crosslive.SaleDrawReport")]
public sealed record SaleDrawReport(
    [property: Id(0)] SaleView View,
    [property: Id(1)] IReadOnlyList<string> Lines,
    [property: Id(2)] IReadOnlyList<long> Order);

/// <summary>The limits of calls into a sale.</summary>
public static class SaleCallLimits
{
    /// <summary>Most commands in one call.</summary>
    public const int MaxCommandsPerCall = 10_000;
}
