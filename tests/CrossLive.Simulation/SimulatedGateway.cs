using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>One gateway process: follows the room through lossy one-way deliveries, fills gaps from the log, and shows every event to its viewers in order.</summary>
internal sealed class SimulatedGateway(int id, Scheduler scheduler, SimulatedCluster cluster, SimulatedLog log, Witness witness, Sabotage sabotage)
{
    /// <summary>How many events behind the head a returning viewer may be and still miss nothing.</summary>
    public const long Window = 40;

    private const int RenewMs = 400;
    private readonly List<Connection> _connections = [];
    private RoomActivation? _room;
    private RoomView? _view;
    private bool _isFilling;

    /// <summary>False once the process is gone.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>What it shows, or null before it has attached.</summary>
    public RoomViewSnapshot? View => _view?.ToSnapshot();

    /// <summary>The activation that it sends commands to; not always the current one.</summary>
    public RoomActivation? Room => _room;

    /// <summary>Attaches and keeps renewing.</summary>
    public void Start() => Renew();

    /// <summary>The process goes; its viewers have to find another.</summary>
    public void Stop()
    {
        IsAlive = false;
        foreach (var connection in _connections.ToArray())
        {
            connection.Close();
        }
    }

    /// <summary>Events came from an activation: perhaps late, twice, or with others missing before them.</summary>
    public void OnEvents(IReadOnlyList<RoomEvent> events)
    {
        if (!IsAlive || _view is null)
        {
            return;
        }

        foreach (var e in events)
        {
            if (e.Sequence <= _view.Head.Sequence)
            {
                continue;
            }

            if (e.Sequence > _view.Head.Sequence + 1)
            {
                witness.Note("gaps");
                if (sabotage != Sabotage.GatewaysSkipGaps)
                {
                    Fill();
                    return;
                }

                _view = RoomView.From(_view.ToSnapshot() with { Head = new Position(e.Position.Epoch, e.Sequence - 1) });
            }

            Show(e);
        }
    }

    /// <summary>A viewer joins, with the last sequence that it has seen, or null.</summary>
    public void Join(Connection connection, long? lastSequence)
    {
        if (!IsAlive || !connection.IsOpen)
        {
            connection.Close();
            return;
        }

        var isAhead = _view is not null && lastSequence > _view.Head.Sequence && sabotage != Sabotage.GatewaysDistrustViewersAhead;
        if (_view is null || isAhead)
        {
            // Not attached yet, or behind the gateway that the viewer comes from: catch up before answering.
            witness.Note(isAhead ? "viewers ahead of their gateway" : "viewers before attachment");
            Fill();
            scheduler.After(scheduler.Between(20, 100), () => Join(connection, lastSequence));
            return;
        }

        var head = _view.Head.Sequence;
        if (lastSequence is { } last && last <= head && head - last <= Window)
        {
            Resume(connection, last);
        }
        else
        {
            witness.Note(lastSequence is null ? "fresh viewers" : "viewers outside the window");
            connection.SendView(_view.ToSnapshot());
        }

        _connections.Add(connection);
    }

    /// <summary>A connection has ended.</summary>
    public void Forget(Connection connection) => _connections.Remove(connection);

    private void Resume(Connection connection, long last)
    {
        witness.Note("viewers resumed");
        var from = sabotage switch
        {
            Sabotage.ResumesOneTooEarly => Math.Max(0, last - 1),
            Sabotage.ResumesOneTooLate => last + 1,
            _ => last,
        };
        foreach (var missed in log.Read(from).TakeWhile(e => e.Sequence <= _view!.Head.Sequence))
        {
            connection.Send(missed);
        }
    }

    private void Renew()
    {
        if (!IsAlive)
        {
            return;
        }

        if (_room is not { IsAlive: true } || scheduler.Chance(300))
        {
            _room = cluster.Current;
        }

        if (_room?.Observe(this) is { } attached)
        {
            if (_view is null)
            {
                _view = RoomView.From(attached);
            }
            else if (attached.Head.Sequence > _view.Head.Sequence)
            {
                Fill();
            }
        }

        scheduler.After(scheduler.Between(RenewMs / 2, RenewMs), Renew);
    }

    // A read takes a while, in which deliveries go on coming.
    private void Fill()
    {
        if (_isFilling || _view is null)
        {
            return;
        }

        _isFilling = true;
        scheduler.After(scheduler.Between(1, 60), () =>
        {
            _isFilling = false;
            if (IsAlive && !scheduler.Fault(100))
            {
                foreach (var e in log.Read(_view.Head.Sequence))
                {
                    Show(e);
                }
            }
        });
    }

    private void Show(RoomEvent e)
    {
        _view!.Apply(e);
        foreach (var connection in _connections)
        {
            connection.Send(e);
        }
    }

    public override string ToString() => $"Gateway {id}";
}
