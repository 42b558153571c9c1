using CrossLive.FlashSales;
using CrossLive.LoadTests.Claims.Audit;
using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Compare.Systems;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>Our server: one process, SQLite, direct WebSockets.</summary>
internal sealed class CrossLiveClaims : ClaimSystem
{
    private static readonly TimeSpan OpensIn = TimeSpan.FromMilliseconds(1_500);

    // The room shows a sale to its gateway a moment after it is planned.
    private static readonly TimeSpan Shown = TimeSpan.FromMilliseconds(1_000);

    private readonly CrossLiveSystem _system = new(new Dictionary<string, string>(StringComparer.Ordinal), PublishWay.Hub);

    /// <inheritdoc/>
    public override string Name => "crosslive";

    /// <inheritdoc/>
    public override IReadOnlyList<ChildProcess> Processes => [_system.Process];

    /// <inheritdoc/>
    public override SwarmServer Server => _system.Server;

    /// <inheritdoc/>
    public override ClaimWire Wire { get; } = new HubClaimWire(SystemUnderTest.Room);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken) => _system.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public override string TargetOf(int buyer) => _system.HubTarget($"buyer-{buyer}");

    /// <inheritdoc/>
    public override async Task OpenAsync(string sale, long stock, CancellationToken cancellationToken)
    {
        await using var counter = await SaleCounter.ConnectAsync(_system.Server, _system.HubTarget("operator", "operator"), Wire, cancellationToken);
        await counter.OpenAsync(sale, stock, OpensIn, SaleLimits.MaxLimitPerBuyer, SaleTerms.LongPayWithinMs, cancellationToken);
        await Task.Delay(OpensIn + Shown, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<(long Granted, string? Problem)> CountAsync(string sale, CancellationToken cancellationToken)
    {
        var audit = await SaleAudit.ReadAsync(_system.DataDirectory, SystemUnderTest.Room, sale, (_, _) => { }, cancellationToken);
        return (audit.Granted, audit.Problems is [var first, ..] ? first : null);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _system.DisposeAsync();
}
