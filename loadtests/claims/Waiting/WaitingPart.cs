using System.Globalization;
using CrossLive.FlashSales.Waiting;
using CrossLive.LoadTests.Claims.Grains;
using CrossLive.LoadTests.Reports;

namespace CrossLive.LoadTests.Claims.Waiting;

/// <summary>
/// The waiting room: three times as many buyers as a sale is set to let in, through the grain; then a crowd that is faster than the sale, with every setting as it is by
/// itself, through a gateway's lanes; then what a full waiting room holds in memory.
/// </summary>
internal static class WaitingPart
{
    private const int RoomBuyers = 500_000;

    // What FlashSaleOptions.MaxWaitingBuyers says of a place.
    private const double MostBytesPerBuyer = 400;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(20);

    // Four times what a gateway takes through SignalR on these two cores, and more than the sale decides beside this generator.
    private static readonly (int Gateways, int PerSecond)[] Crowds = [(1, 100_000), (4, 200_000)];

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        var window = options.Window < LongestWindow ? options.Window : LongestWindow;
        await using (var silo = await SaleSilo.StartAsync(cancellationToken, sales => sales.MaxClaimsPerSecond = PacedLine.LetInPerSecond))
        {
            await PacedLine.RunAsync(silo, window, report, cancellationToken);
        }

        GC.Collect();
        await using (var silo = await SaleSilo.StartAsync(cancellationToken))
        {
            foreach (var (gateways, perSecond) in Crowds)
            {
                await Crowd.RunAsync(silo, gateways, perSecond, report, cancellationToken);
                GC.Collect();
            }
        }

        MeasureMemory(report);
    }

    private static void MeasureMemory(ClaimsReport report)
    {
        var room = new WaitingRoom(new WaitingRoomLimits(1, 1_000_000, RoomBuyers, 5_000, 15_000));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var buyer = 0; buyer < RoomBuyers; buyer++)
        {
            room.Come(LineClaim.Of(buyer, 0), 1, buyer / 1_000);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)room.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"           {room.Count:N0} buyers in a waiting room: {bytes:F0} bytes each, their claims included"));
        report.Add(Bar.AtMost(ClaimParts.Waiting, "memory of a full waiting room, a buyer", bytes, MostBytesPerBuyer, " bytes"));
        GC.KeepAlive(room);
    }
}
