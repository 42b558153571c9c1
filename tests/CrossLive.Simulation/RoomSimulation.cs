using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>
/// A whole system in virtual time: a log, activations, gateways, viewers and senders, all with faults for a while and then none; afterwards
/// everybody has to have come to the same end.
/// </summary>
internal sealed class RoomSimulation
{
    private const long TroubleMs = 15_000;
    private const long CalmMs = 20_000;
    private readonly Scheduler _scheduler;
    private readonly SimulatedLog _log;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedGateway[] _gateways;
    private readonly SimulatedViewer[] _viewers;
    private readonly SimulatedSender[] _senders;
    private readonly Sabotage _sabotage;

    private RoomSimulation(int seed, Sabotage sabotage)
    {
        _sabotage = sabotage;
        _scheduler = new Scheduler(seed);
        _log = new SimulatedLog(_scheduler, Witness, sabotage);
        _cluster = new SimulatedCluster(_scheduler, _log, Witness, sabotage);
        _gateways = [.. Enumerable.Range(0, 3).Select(NewGateway)];
        _viewers = [.. Enumerable.Range(0, 5).Select(id => new SimulatedViewer(id, _scheduler, _gateways, Witness))];
        _senders = [.. Enumerable.Range(0, 6).Select(id => new SimulatedSender(id, _scheduler, _gateways, Witness, sabotage))];
    }

    /// <summary>What was seen.</summary>
    public Witness Witness { get; } = new();

    /// <summary>How many actions ran.</summary>
    public long Steps => _scheduler.Steps;

    /// <summary>Runs one seed to its end.</summary>
    /// <exception cref="InvariantBrokenException">An invariant does not hold.</exception>
    public static RoomSimulation Run(int seed, Sabotage sabotage = Sabotage.None)
    {
        var simulation = new RoomSimulation(seed, sabotage);
        simulation.Run();
        return simulation;
    }

    private void Run()
    {
        _cluster.Start();
        Array.ForEach(_gateways, gateway => gateway.Start());
        Array.ForEach(_viewers, viewer => viewer.Start());
        Array.ForEach(_senders, sender => sender.Start());
        _scheduler.After(_scheduler.Between(500, 5_000), ReplaceGateway);
        _scheduler.RunUntil(TroubleMs);
        _scheduler.HasFaults = false;

        // An activation that was superseded learns it at its next append and not before, so that a room in which nothing happens any more can
        // stand at an older head for as long: one more command has to bring everybody to the end.
        _scheduler.After(CalmMs / 2, _senders[0].SayLastWord);
        _scheduler.RunUntil(TroubleMs + CalmMs);
        CheckTheEnd();
    }

    private void CheckTheEnd()
    {
        foreach (var sender in _senders)
        {
            Witness.Require(sender.IsDone, $"{sender} has {sender.Unanswered} commands without an answer.");
        }

        foreach (var viewer in _viewers)
        {
            Witness.Require(viewer.LastSequence == Witness.Head, $"{viewer} has seen the room to {viewer.LastSequence}, the log ends at {Witness.Head}.");
        }

        var expected = RoomStateHash.Of(Witness.Replayed.ToSnapshot());
        foreach (var gateway in _gateways)
        {
            var shown = Witness.Replayed.ToSnapshot() with { View = gateway.View! };
            Witness.Require(string.Equals(RoomStateHash.Of(shown), expected, StringComparison.Ordinal), $"{gateway} shows another view than the log comes to.");
        }

        CheckLikes();
        CheckReplay(expected);
    }

    private void CheckLikes()
    {
        foreach (var platform in Witness.Replayed.View.ToSnapshot().Likes)
        {
            var acknowledged = _senders.Sum(sender => sender.Likes.GetValueOrDefault(platform.Platform));
            Witness.Require(platform.Count == acknowledged, $"{platform.Platform} has {platform.Count} likes, {acknowledged} were acknowledged.");
        }
    }

    private void CheckReplay(string expected)
    {
        var replayed = new RoomState();
        foreach (var e in _log.Read(0))
        {
            replayed.Apply(e);
        }

        Witness.Require(string.Equals(replayed.Hash(), expected, StringComparison.Ordinal), "The log replays to another hash than what was stored.");
        var recovered = _log.LoadSnapshot();
        foreach (var e in _log.Read(recovered.Head.Sequence))
        {
            recovered.Apply(e);
        }

        Witness.Require(string.Equals(recovered.Hash(), expected, StringComparison.Ordinal), "The snapshot and what came after it have another hash than the log.");
    }

    private void ReplaceGateway()
    {
        if (!_scheduler.HasFaults)
        {
            return;
        }

        Witness.Note("gateways replaced");
        var i = _scheduler.Between(0, _gateways.Length - 1);
        var old = _gateways[i];
        _gateways[i] = NewGateway(i);
        old.Stop();
        _gateways[i].Start();
        _scheduler.After(_scheduler.Between(500, 5_000), ReplaceGateway);
    }

    private SimulatedGateway NewGateway(int id) => new(id, _scheduler, _cluster, _log, Witness, _sabotage);
}
