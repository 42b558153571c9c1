namespace CrossLive.Rooms;

/// <summary>What one round of the sequencer came to: events to append, and answers to give once they are durable.</summary>
public sealed class RoomPlan
{
    private readonly List<RoomEvent> _events = [];
    private readonly List<(int Ticket, CommandAnswer Answer)> _answers = [];

    /// <summary>The events, contiguous.</summary>
    public IReadOnlyList<RoomEvent> Events => _events;

    /// <summary>Tickets and their answers.</summary>
    public IReadOnlyList<(int Ticket, CommandAnswer Answer)> Answers => _answers;

    internal void Add(RoomEvent e) => _events.Add(e);

    internal void Answer(int ticket, CommandAnswer answer) => _answers.Add((ticket, answer));
}
