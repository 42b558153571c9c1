using CrossLive.Likes;

namespace CrossLive.Rooms;

/// <summary>
/// Puts commands in order: decides each, numbers what happens, applies it, and says which command each event answers.
/// Pure and single-threaded. Its state runs ahead of the log by the batch that is being appended: where the append fails, the sequencer is
/// thrown away and the state is replayed from the log.
/// </summary>
public sealed class RoomSequencer(RoomState state, long epoch)
{
    private static readonly Person Counter = new(PlatformId.Web, "counter", "counter", Role.Platform);
    private static readonly Person Clock = new(PlatformId.Web, "clock", "clock", Role.Platform);
    private readonly PendingCounters _pending = new();

    // Tickets of the commands and repeats that wait for the merged event; at RoomLimits.MaxMergedPerEvent it does not wait for the tick.
    private readonly List<(int Ticket, CommandOutcome Outcome)> _waiting = [];

    /// <summary>The room's state, with everything planned so far.</summary>
    public RoomState State { get; } = state;

    /// <summary>True where likes or viewer counts wait for the tick.</summary>
    public bool HasPendingCounters => !_pending.IsEmpty;

    /// <summary>When something happens without anybody's doing, milliseconds since 1970; null where nothing is to come. <see cref="Tick"/> makes it happen.</summary>
    public long? NextDueUnixMs => State.NextDueUnixMs;

    /// <summary>
    /// Decides one command, after everything whose time has come before it. Events go to <paramref name="plan"/>; the ticket is answered in it now, or with a later plan where the command is merged.
    /// </summary>
    public void Add(RoomPlan plan, int ticket, RoomCommand command, long nowUnixMs)
    {
        var now = Math.Max(nowUnixMs, State.View.HeadAtUnixMs);
        AppendDue(plan, now);
        if (command.Key is { } key && AnswerRepeat(plan, ticket, command, key, nowUnixMs))
        {
            return;
        }

        var decision = Room.Decide(State, _pending, command, now);
        if (decision.Refusal is { } refusal)
        {
            plan.Answer(ticket, refusal);
        }
        else if (decision.Body is { } body)
        {
            var e = Append(plan, command.Actor, body, command.Key is { } known ? [new EventKey(known, command.Fingerprint)] : [], now);
            plan.Answer(ticket, new CommandAnswer(CommandOutcome.Accepted, e.Position));
            AppendDue(plan, now);
        }
        else
        {
            _pending.Note(command.Key, command.Fingerprint);
            Wait(plan, ticket, CommandOutcome.Accepted, nowUnixMs);
        }
    }

    /// <summary>Makes happen whose time has come, and merges what waits into one event and answers its commands. Nothing is due and nothing waits: nothing happens.</summary>
    public void Tick(RoomPlan plan, long nowUnixMs)
    {
        AppendDue(plan, Math.Max(nowUnixMs, State.View.HeadAtUnixMs));
        if (_pending.IsEmpty)
        {
            return;
        }

        var (body, keys) = _pending.Take(State.View);
        var position = State.Head;
        if (keys.Length > 0 || body.Likes.Count > 0 || body.Viewers.Count > 0)
        {
            position = Append(plan, Counter, body, keys, Math.Max(nowUnixMs, State.View.HeadAtUnixMs)).Position;
        }

        foreach (var (ticket, outcome) in _waiting)
        {
            plan.Answer(ticket, new CommandAnswer(outcome, position));
        }

        _waiting.Clear();
    }

    private void AppendDue(RoomPlan plan, long nowUnixMs)
    {
        while (Room.DecideDue(State, nowUnixMs) is { } body)
        {
            Append(plan, Clock, body, [], nowUnixMs);
        }
    }

    private void Wait(RoomPlan plan, int ticket, CommandOutcome outcome, long nowUnixMs)
    {
        _waiting.Add((ticket, outcome));
        if (_waiting.Count >= RoomLimits.MaxMergedPerEvent)
        {
            Tick(plan, nowUnixMs);
        }
    }

    private bool AnswerRepeat(RoomPlan plan, int ticket, RoomCommand command, CommandKey key, long nowUnixMs)
    {
        if (State.FindKey(key) is { } kept)
        {
            plan.Answer(ticket, IsOther(kept.Fingerprint, command.Fingerprint) ? Reused() : new CommandAnswer(CommandOutcome.Repeated, kept.Position));
            return true;
        }

        if (_pending.FingerprintOf(key) is { } fingerprint)
        {
            if (IsOther(fingerprint, command.Fingerprint))
            {
                plan.Answer(ticket, Reused());
            }
            else
            {
                Wait(plan, ticket, CommandOutcome.Repeated, nowUnixMs);
            }

            return true;
        }

        return false;
    }

    private static bool IsOther(ulong first, ulong second) => first != 0 && second != 0 && first != second;

    private static CommandAnswer Reused() => CommandAnswer.Reject(Rejection.KeyReused, "This idempotency key was used for something else: make a new key for each command.");

    private RoomEvent Append(RoomPlan plan, Person actor, RoomEventBody body, IReadOnlyList<EventKey> keys, long nowUnixMs)
    {
        var e = new RoomEvent(new Position(epoch, State.Head.Sequence + 1), nowUnixMs, actor, body, keys);
        State.Apply(e);
        plan.Add(e);
        return e;
    }
}
