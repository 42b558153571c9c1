namespace CrossLive.Simulation;

/// <summary>Where the room is: activations come, die, and sometimes there are two that both take themselves for the only one.</summary>
internal sealed class SimulatedCluster(Scheduler scheduler, SimulatedLog log, Witness witness, Sabotage sabotage)
{
    private const int TickMs = 100;
    private int _activations;

    /// <summary>The activation that callers are sent to.</summary>
    public RoomActivation? Current { get; private set; }

    /// <summary>Begins to activate, crash and split.</summary>
    public void Start()
    {
        Activate();
        scheduler.After(scheduler.Between(200, 3_000), Trouble);
        scheduler.After(TickMs, Watch);
    }

    private void Activate()
    {
        var activation = new RoomActivation(++_activations, scheduler, log, witness, sabotage);
        Current = activation;
        activation.Start();
        TickLoop(activation);
    }

    private void TickLoop(RoomActivation activation) => scheduler.After(TickMs, () =>
    {
        if (activation.IsAlive)
        {
            activation.Tick();
            TickLoop(activation);
        }
    });

    private void Trouble()
    {
        if (scheduler.Fault(400))
        {
            witness.Note("crashes");
            Current?.Crash();
        }
        else if (scheduler.Fault(500))
        {
            // The old one goes on until the log refuses it.
            witness.Note("splits");
            Activate();
        }

        scheduler.After(scheduler.Between(200, 3_000), Trouble);
    }

    private void Watch()
    {
        if (Current is not { IsAlive: true })
        {
            scheduler.After(scheduler.Between(0, 500), () =>
            {
                if (Current is not { IsAlive: true })
                {
                    Activate();
                }
            });
        }

        scheduler.After(TickMs * 5, Watch);
    }
}
