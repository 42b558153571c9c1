using System.Collections.Concurrent;
using CrossLive.LoadTests.Swarm.Dialects;
using CrossLive.LoadTests.Swarm.Viewers;

namespace CrossLive.LoadTests.Swarm.Publishing;

/// <summary>Publishes over WebSockets of its own, an event a message, by turns.</summary>
public sealed class SocketPublisher : EventPublisher
{
    private const int MaxProblems = 20;
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly List<PublisherSocket> _sockets = [];
    private readonly Func<long, byte[]> _frameOf;
    private int _turn;

    private SocketPublisher(Func<long, byte[]> frameOf) => _frameOf = frameOf;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>Connects.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="targets">Paths and queries of the requests: a socket for each.</param>
    /// <param name="makeDialect">What is spoken.</param>
    /// <param name="isJoining">True where only somebody in the room may publish: the sockets are viewers, too.</param>
    /// <param name="frameOf">The masked frame of an event that is due at this time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="time">The clock of the signs of life; null = the system's.</param>
    public static async Task<SocketPublisher> ConnectAsync(
        SwarmServer server, IEnumerable<string> targets, Func<Dialect> makeDialect, bool isJoining, Func<long, byte[]> frameOf, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        var publisher = new SocketPublisher(frameOf);
        foreach (var target in targets)
        {
            publisher._sockets.Add(await PublisherSocket.ConnectAsync(server, target, makeDialect(), isJoining, publisher.Note, time ?? TimeProvider.System, cancellationToken));
        }

        return publisher;
    }

    /// <inheritdoc/>
    protected override void Publish(IReadOnlyList<long> dueUs)
    {
        foreach (var due in dueUs)
        {
            _sockets[_turn++ % _sockets.Count].Send(_frameOf(due));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        _sockets.ForEach(socket => socket.Dispose());
        base.Dispose(isDisposing);
    }

    private void Note(string problem)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Enqueue(problem);
        }
    }
}
