using System.Globalization;
using CrossLive.FlashSales;
using CrossLive.LoadTests.Compare.Cases;
using CrossLive.LoadTests.Reports;
using CrossLive.LoadTests.Swarm;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>
/// Claims over WebSockets: our server, then the peer, the same buyers and the same load. As fast as it goes (a claim of each buyer under way), then an open loop at a
/// share of that; at last a small sale is sold out, and who got what is compared with the system's own books.
/// </summary>
internal static class SocketPart
{
    private const double LeastTimesPeer = 3;
    private const double OpenLoopShare = 0.6;
    private const long LastStock = 5_000;
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Measures them.</summary>
    public static async Task RunAsync(ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        var ours = await MeasureAsync(new CrossLiveClaims(), isSellingOut: true, options, report, cancellationToken);
        if (options.IsOursAlone)
        {
            return;
        }

        var always = await MeasureAsync(new RedisClaims("always", SaleLimits.MaxStock, int.MaxValue), isSellingOut: false, options, report, cancellationToken);
        _ = await MeasureAsync(new RedisClaims("everysec", SaleLimits.MaxStock, int.MaxValue), isSellingOut: false, options, report, cancellationToken);
        report.Add(new Bar(
            ClaimParts.SignalR,
            string.Create(CultureInfo.InvariantCulture, $"claims for each second of CPU, times those of Socket.IO + Redis with appendfsync always >= {LeastTimesPeer:0}"),
            string.Create(CultureInfo.InvariantCulture, $"{always / ours:F2}"),
            always / ours >= LeastTimesPeer));
    }

    // Gives CPU for each claim as fast as it goes.
    private static async Task<double> MeasureAsync(ClaimSystem made, bool isSellingOut, ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        await using var system = made;
        await system.StartAsync(cancellationToken);
        using var crowd = await BuyerCrowd.ConnectAsync(system, options.Connections, cancellationToken);
        await system.OpenAsync("warm", SaleLimits.MaxStock, cancellationToken);
        crowd.BeginClosedLoop("warm");
        await WarmUp.WaitAsync(system.Processes[0], LeastWarmUp, MostWarmUp, cancellationToken);
        await crowd.EndAsync(cancellationToken);

        var full = await RunFullAsync(system, crowd, options, cancellationToken);
        report.Add(full);
        report.Add(await RunOpenAsync(system, crowd, full.ClaimsPerSecond * OpenLoopShare, options, cancellationToken));
        if (isSellingOut)
        {
            await SellOutAsync(system, crowd, options, report, cancellationToken);
        }

        report.Add(new Bar(ClaimParts.SignalR, $"{system.Name}: claims lost, unanswered or refused = 0", crowd.Problems is [var first, ..] ? first : $"{crowd.Refused}", crowd.Problems.Count == 0 && crowd.Refused == 0));
        return full.CpuUsPerClaim!.Value;
    }

    private static async Task<ClaimFigures> RunFullAsync(ClaimSystem system, BuyerCrowd crowd, ClaimsOptions options, CancellationToken cancellationToken)
    {
        await system.OpenAsync("full", SaleLimits.MaxStock, cancellationToken);
        crowd.BeginClosedLoop("full");
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        crowd.BeginCounts();
        var (startUs, cpuUs) = (MonotonicClock.NowUs, system.CpuUs);
        await Task.Delay(options.Window, cancellationToken);
        var (elapsedUs, usedUs, answered) = (MonotonicClock.NowUs - startUs, system.CpuUs - cpuUs, crowd.Answered);
        var figures = FiguresOf(system, $"{options.Connections} buyers, a claim of each at once", crowd, elapsedUs, usedUs, answered);
        await crowd.EndAsync(cancellationToken);
        return figures;
    }

    private static async Task<ClaimFigures> RunOpenAsync(ClaimSystem system, BuyerCrowd crowd, double rate, ClaimsOptions options, CancellationToken cancellationToken)
    {
        await system.OpenAsync("open", SaleLimits.MaxStock, cancellationToken);
        crowd.BeginCounts();
        var (startUs, cpuUs) = (MonotonicClock.NowUs, system.CpuUs);
        await crowd.RunOpenLoopAsync("open", rate, (long)(rate * options.Window.TotalSeconds), cancellationToken);
        return FiguresOf(system, string.Create(CultureInfo.InvariantCulture, $"open loop, {rate:N0}/s due"), crowd, MonotonicClock.NowUs - startUs, system.CpuUs - cpuUs, crowd.Answered);
    }

    private static ClaimFigures FiguresOf(ClaimSystem system, string load, BuyerCrowd crowd, long elapsedUs, long cpuUs, long answered) => new(
        ClaimParts.SignalR, system.Name, load, answered * 1e6 / elapsedUs, crowd.Latency.At(0.50), crowd.Latency.At(0.99), cpuUs / (double)Math.Max(1, answered), cpuUs / (double)elapsedUs);

    private static async Task SellOutAsync(ClaimSystem system, BuyerCrowd crowd, ClaimsOptions options, ClaimsReport report, CancellationToken cancellationToken)
    {
        await system.OpenAsync("last", LastStock, cancellationToken);
        crowd.BeginCounts();
        await crowd.RunOpenLoopAsync("last", LastStock, 2 * LastStock, cancellationToken);
        var (granted, problem) = await system.CountAsync("last", cancellationToken);
        report.Add(Bar.Exactly(ClaimParts.SignalR, $"{system.Name}: pieces granted of the stock, by the sale's log", granted, LastStock));
        report.Add(Bar.Exactly(ClaimParts.SignalR, $"{system.Name}: claims answered 'reserved'", crowd.Granted, LastStock));
        report.Add(new Bar(ClaimParts.SignalR, $"{system.Name}: the log is in order", problem ?? "it is", problem is null));
    }
}
