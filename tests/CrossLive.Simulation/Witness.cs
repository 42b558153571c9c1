using CrossLive.Rooms;

namespace CrossLive.Simulation;

/// <summary>Sees everything that is stored, acknowledged and shown, and holds it against the invariants at once.</summary>
internal sealed class Witness
{
    private readonly List<RoomEvent> _stored = [];
    private readonly Dictionary<long, int> _writers = [];
    private readonly HashSet<CommandKey> _keys = [];
    private long _newestEpoch;
    private readonly HashSet<string> _contents = new(StringComparer.Ordinal);

    /// <summary>The state that the stored events come to.</summary>
    public RoomState Replayed { get; } = new();

    /// <summary>How often each kind of thing happened, to see that the seeds reach it.</summary>
    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The events in the log.</summary>
    public IReadOnlyList<RoomEvent> Stored => _stored;

    /// <summary>The last sequence in the log.</summary>
    public long Head => _stored.Count;

    /// <summary>Says that something noteworthy happened.</summary>
    public void Note(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    /// <summary>A writer has taken over: no earlier one may write from now on.</summary>
    public void OnTakenOver(long epoch)
    {
        Require(epoch == _newestEpoch + 1, $"Epoch {epoch} began after epoch {_newestEpoch}.");
        _newestEpoch = epoch;
        Note("take-overs");
    }

    /// <summary>A batch has become durable.</summary>
    public void OnStored(int writer, long epoch, IReadOnlyList<RoomEvent> events)
    {
        Require(_writers.TryAdd(epoch, writer) || _writers[epoch] == writer, $"Epoch {epoch} has two writers: {_writers[epoch]} and {writer}.");
        Require(epoch == _newestEpoch, $"A batch of epoch {epoch} was stored after epoch {_newestEpoch} had taken over.");
        foreach (var e in events)
        {
            var last = _stored.Count == 0 ? null : _stored[^1];
            Require(e.Sequence == Head + 1, $"Event {e.Position} was stored after sequence {Head}.");
            Require(e.Position.Epoch == epoch, $"Event {e.Position} was stored by the writer of epoch {epoch}.");
            Require(e.AtUnixMs >= (last?.AtUnixMs ?? 0), $"Time went back at {e.Position}: {e.AtUnixMs} after {last?.AtUnixMs}.");
            foreach (var key in e.Keys)
            {
                Require(_keys.Add(key.Key), $"A key has two effects, the second at {e.Position}.");
            }

            if (ContentOf(e.Body) is { } content)
            {
                Require(_contents.Add(content), $"'{content}' happened twice, the second time at {e.Position}.");
            }

            _stored.Add(e);
            Replayed.Apply(e);
        }
    }

    /// <summary>A sender was told that its command has happened.</summary>
    public void OnAcknowledged(RoomCommand command, CommandAnswer answer)
    {
        var position = answer.Position;
        Require(position.Sequence >= 1 && position.Sequence <= Head, $"{position} was acknowledged, the log ends at {Head}.");
        var e = _stored[(int)position.Sequence - 1];
        Require(e.Position == position, $"{position} was acknowledged, the log holds {e.Position} there.");
        Require(command.Key is not { } key || e.Keys.Any(kept => kept.Key == key), $"{position} was acknowledged for a command that it does not answer.");
        Note(answer.Outcome == CommandOutcome.Repeated ? "acknowledged repeats" : "acknowledged commands");
    }

    /// <summary>A viewer was shown an event.</summary>
    public void OnShown(string viewer, long lastSequence, RoomEvent e)
    {
        Require(e.Sequence == lastSequence + 1, $"{viewer} was shown {e.Position} after {lastSequence}.");
        Require(e.Sequence <= Head && _stored[(int)e.Sequence - 1].Position == e.Position, $"{viewer} was shown {e.Position}, which is not in the log.");
    }

    /// <summary>A viewer was given a view to start from.</summary>
    public void OnStarted(string viewer, long? lastSequence, RoomViewSnapshot view, long window)
    {
        Require(view.Head.Sequence <= Head && (Head == 0 || view.Head == PositionOf(view.Head.Sequence)), $"{viewer} was shown a view at {view.Head}, which is not in the log.");
        Require(lastSequence is not { } last || view.Head.Sequence - last > window, $"{viewer} was at {lastSequence}, inside the window of {view.Head}, and was started over.");
    }

    /// <summary>Two hashes of one state.</summary>
    public void RequireSameState(string whose, RoomState state)
    {
        Require(state.Head == Replayed.Head, $"{whose} is at {state.Head}, the log at {Replayed.Head}.");
        Require(string.Equals(state.Hash(), Replayed.Hash(), StringComparison.Ordinal), $"{whose} at {state.Head} has another hash than the replayed log.");
    }

    /// <summary>Fails where a condition does not hold.</summary>
    public static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(message);
        }
    }

    private Position PositionOf(long sequence) => sequence == 0 ? Position.Start : _stored[(int)sequence - 1].Position;

    // Senders put their command's number into its content, so that a second effect is seen without the help of keys.
    private static string? ContentOf(RoomEventBody body) => body switch
    {
        ChatPosted chat => chat.Text,
        GiftSent gift => gift.Message,
        Shared share => share.Target,
        _ => null,
    };
}
