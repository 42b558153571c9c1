using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>One viewer's client: comes, goes, and comes back with the position it has reached.</summary>
internal sealed class SimulatedViewer(int id, Scheduler scheduler, IReadOnlyList<SimulatedGateway> gateways, Witness witness)
{
    private Connection? _connection;

    /// <summary>The last sequence that it has seen; null = none yet.</summary>
    public long? LastSequence { get; private set; }

    /// <summary>Connects, and drops now and then.</summary>
    public void Start()
    {
        Connect();
        scheduler.After(scheduler.Between(300, 4_000), Drop);
    }

    /// <summary>An event arrived.</summary>
    public void OnEvent(RoomEvent e)
    {
        witness.OnShown(ToString(), LastSequence ?? 0, e);
        LastSequence = e.Sequence;
    }

    /// <summary>A view to start from arrived.</summary>
    public void OnView(RoomViewSnapshot view)
    {
        witness.OnStarted(ToString(), LastSequence, view, SimulatedGateway.Window);
        LastSequence = view.Head.Sequence;
    }

    /// <summary>The connection has ended: back after a while, to any gateway.</summary>
    public void OnClosed()
    {
        // Now and then for so long that the window has moved on.
        var awayMs = scheduler.Fault(150) ? scheduler.Between(3_000, 8_000) : scheduler.Between(10, 500);
        scheduler.After(awayMs, Connect);
    }

    public override string ToString() => $"Viewer {id}";

    private void Connect()
    {
        var gateway = scheduler.OneOf(gateways);
        var connection = new Connection(scheduler, gateway, this);
        _connection = connection;
        scheduler.After(scheduler.Between(1, 50), () => gateway.Join(connection, LastSequence));
    }

    private void Drop()
    {
        if (scheduler.HasFaults)
        {
            _connection?.Close();
            scheduler.After(scheduler.Between(300, 4_000), Drop);
        }
    }
}
