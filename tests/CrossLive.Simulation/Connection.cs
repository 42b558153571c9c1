using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>A viewer's connection to a gateway: keeps order, takes its time, and loses what is on its way when it ends.</summary>
internal sealed class Connection(Scheduler scheduler, SimulatedGateway gateway, SimulatedViewer viewer)
{
    private long _lastArrivalMs;

    /// <summary>False once it has ended.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Sends an event to the viewer.</summary>
    public void Send(RoomEvent e) => Deliver(() => viewer.OnEvent(e));

    /// <summary>Sends a view to start from.</summary>
    public void SendView(RoomViewSnapshot view) => Deliver(() => viewer.OnView(view));

    /// <summary>Ends the connection; the viewer will come back.</summary>
    public void Close()
    {
        if (!IsOpen)
        {
            return;
        }

        IsOpen = false;
        gateway.Forget(this);
        viewer.OnClosed();
    }

    private void Deliver(Action action)
    {
        _lastArrivalMs = Math.Max(_lastArrivalMs, scheduler.NowMs + scheduler.Between(0, 80));
        scheduler.After(_lastArrivalMs - scheduler.NowMs, () =>
        {
            if (IsOpen)
            {
                action();
            }
        });
    }
}
