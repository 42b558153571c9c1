using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CrossLive.FlashSales;

/// <summary>How flash sale grains work; section <c>CrossLive:Sales</c>.</summary>
public sealed class FlashSaleOptions
{
    /// <summary>
    /// Most commands that wait in a sale; then they are answered <see cref="Rooms.Rejection.SaleBusy"/>. Claims have nine tenths of it: payments, releases
    /// and operators come in where claims do not any more.
    /// </summary>
    [Range(10_000, 10_000_000)]
    public int MaxWaitingCommands { get; set; } = 200_000;

    /// <summary>The room is told how many pieces are left this often at most, in ms.</summary>
    [Range(50, 60_000)]
    public int StockNewsMs { get; set; } = 500;

    /// <summary>After a storage failure, commands are refused for this long before the storage is tried again, in ms.</summary>
    [Range(10, 60_000)]
    public int RetryStorageMs { get; set; } = 500;

    /// <summary>How long the sale waits for one append before it counts as failed, in ms.</summary>
    [Range(100, 600_000)]
    public int AppendTimeoutMs { get; set; } = 15_000;
}

/// <summary>Refuses settings that are out of range when the server starts, by name.</summary>
[OptionsValidator]
internal sealed partial class FlashSaleOptionsValidator : IValidateOptions<FlashSaleOptions>;
