using System.Collections.Concurrent;

namespace CrossLive.Rooms;

/// <summary>
/// The observers that live in this process, by their references: a room in the same process calls them instead of sending a message, which would copy the events and
/// take several turns of the thread pool. Events are immutable, so both may hold them. One for each process; safe to use from many threads.
/// </summary>
public sealed class LocalRoomObservers
{
    private readonly ConcurrentDictionary<IRoomObserver, IRoomObserver> _observers = new();

    /// <summary>Makes an observer known.</summary>
    /// <param name="reference">What grains know it by.</param>
    /// <param name="observer">Called on the room's turn: it takes the events and returns, from whatever thread.</param>
    public void Add(IRoomObserver reference, IRoomObserver observer) => _observers[reference] = observer;

    /// <summary>Forgets it: a room that still has it on its list sends messages, which find nobody.</summary>
    public void Remove(IRoomObserver reference) => _observers.TryRemove(reference, out _);

    /// <summary>The observer itself where it is in this process, else the reference.</summary>
    public IRoomObserver Nearest(IRoomObserver reference) => _observers.GetValueOrDefault(reference, reference);
}
