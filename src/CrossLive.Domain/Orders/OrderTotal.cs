using MessagePack;
using Orleans;

namespace CrossLive.Orders;

/// <summary>What a shop's orders come to in one currency, seen from one side. Sums stop at 2^53 − 1.</summary>
/// <param name="Platform">The shop's platform.</param>
/// <param name="IsShop">True: amounts as the shop books them; false: as the buyers were asked for them. The same orders, so never to be added.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="PlacedMinorUnits">All orders.</param>
/// <param name="PaidMinorUnits">Those that were paid, cancelled later or not.</param>
/// <param name="CancelledMinorUnits">Those that were cancelled, paid before or not.</param>
[GenerateSerializer, Immutable, Alias("crosslive.OrderTotal"), MessagePackObject]
public sealed record OrderTotal(
    [property: Id(0), Key(0)] string Platform,
    [property: Id(1), Key(1)] bool IsShop,
    [property: Id(2), Key(2)] string Currency,
    [property: Id(3), Key(3)] long Orders,
    [property: Id(4), Key(4)] long PlacedMinorUnits,
    [property: Id(5), Key(5)] long PaidMinorUnits,
    [property: Id(6), Key(6)] long CancelledMinorUnits);
