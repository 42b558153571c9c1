using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CrossLive.FlashSales;

/// <summary>How flash sale grains work; section <c>CrossLive:Sales</c>.</summary>
public sealed class FlashSaleOptions
{
    /// <summary>
    /// Most commands that wait in a sale; then they are answered <see cref="Rooms.Rejection.SaleBusy"/>. Claims have nine tenths of it and repeats of known claims
    /// half of the last: payments, releases and operators come in where those do not any more.
    /// </summary>
    [Range(10_000, 10_000_000)]
    public int MaxWaitingCommands { get; set; } = 200_000;

    /// <summary>
    /// Where so many claims wait to be decided, here and at the gateway that sends them, those who come then get a place in the waiting room. The default is what one
    /// round decides: below it, to wait in line would be slower than to be decided. A gateway's own limit (<c>CrossLive:Gateway:MaxWaitingCommands</c>) has to be above it.
    /// </summary>
    [Range(1, 10_000_000)]
    public int WaitingRoomFromClaims { get; set; } = SaleWriter.MaxCommandsPerRound;

    /// <summary>Most claims that are let in a second; those beyond it get a place in the waiting room. To be set lower where payments could not follow.</summary>
    [Range(1, 10_000_000)]
    public int MaxClaimsPerSecond { get; set; } = 1_000_000;

    /// <summary>Most places in a sale's waiting room, some 400 bytes each; those who find none are answered <see cref="Rooms.Rejection.SaleBusy"/>. 0: there is no waiting room.</summary>
    [Range(0, 10_000_000)]
    public int MaxWaitingBuyers { get; set; } = 500_000;

    /// <summary>Buyers in the waiting room come again this often, in ms: sooner where their turn is near, more seldom where more than 20,000 a second would come.</summary>
    [Range(250, 60_000)]
    public int WaitingAgainMs { get; set; } = 5_000;

    /// <summary>A buyer in the waiting room who is so late for coming again has lost the place, in ms.</summary>
    [Range(1_000, 600_000)]
    public int WaitingGoneMs { get; set; } = 15_000;

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
