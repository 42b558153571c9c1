using CrossLive.LoadTests.Compare.Processes;
using CrossLive.LoadTests.Swarm.Claims;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Claims.Sockets;

/// <summary>A server that sells: how it is started, how buyers reach it, whose CPU counts.</summary>
internal abstract class ClaimSystem : IAsyncDisposable
{
    /// <summary>Its name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Everything that runs for it.</summary>
    public abstract IReadOnlyList<ChildProcess> Processes { get; }

    /// <summary>Where buyers connect.</summary>
    public abstract SwarmServer Server { get; }

    /// <summary>What they speak.</summary>
    public abstract ClaimWire Wire { get; }

    /// <summary>CPU so far, in us.</summary>
    public long CpuUs => Processes.Sum(process => ProcessAccounting.CpuUs(process.Id));

    /// <summary>Starts it and waits until it takes buyers.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>The path and query of a buyer's WebSocket.</summary>
    public abstract string TargetOf(int buyer);

    /// <summary>Opens a sale and waits until it takes claims.</summary>
    public abstract Task OpenAsync(string sale, long stock, CancellationToken cancellationToken);

    /// <summary>What the system itself says that it granted.</summary>
    public abstract Task<(long Granted, string? Problem)> CountAsync(string sale, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
