using System.Collections.Concurrent;
using CrossLive.Rooms;

namespace CrossLive.Server.Tests.Load;

/// <summary>What senders were told: which command is durable, and where it stands.</summary>
internal sealed class Acknowledgements
{
    private readonly ConcurrentDictionary<CommandKey, Position> _positions = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private long _likes;
    private long _roses;
    private long _newestEpoch;

    /// <summary>Key → position.</summary>
    public IReadOnlyDictionary<CommandKey, Position> Positions => _positions;

    /// <summary>How many commands were acknowledged.</summary>
    public int Count => _positions.Count;

    /// <summary>The likes in them.</summary>
    public long Likes => Volatile.Read(ref _likes);

    /// <summary>The gifts in them.</summary>
    public long Roses => Volatile.Read(ref _roses);

    /// <summary>The highest epoch that a position had.</summary>
    public long NewestEpoch => Volatile.Read(ref _newestEpoch);

    /// <summary>Answers that no sender should ever get.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>A command was acknowledged. Again is fine as long as the position stays.</summary>
    public void Note(CommandKey key, Position position, long likes = 0, long roses = 0)
    {
        if (_positions.TryAdd(key, position))
        {
            Interlocked.Add(ref _likes, likes);
            Interlocked.Add(ref _roses, roses);
            RaiseEpoch(position.Epoch);
        }
        else if (_positions[key] != position)
        {
            _wrong.Enqueue($"A command was acknowledged at {_positions[key]} and then at {position}.");
        }
    }

    /// <summary>An answer was wrong.</summary>
    public void NoteWrong(string what) => _wrong.Enqueue(what);

    private void RaiseEpoch(long epoch)
    {
        for (var seen = NewestEpoch; epoch > seen; seen = NewestEpoch)
        {
            Interlocked.CompareExchange(ref _newestEpoch, epoch, seen);
        }
    }
}
