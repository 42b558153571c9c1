using CrossLive.Gateway.Commands;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Fanout;

/// <summary>Where this process' rooms come from: the grains of its cluster, or another gateway. One for the process.</summary>
internal interface IRooms
{
    /// <summary>Begins to follow a room: its events go to <see cref="RoomFeed.Start"/> and <see cref="RoomFeed.Accept"/> until the source is disposed.</summary>
    IRoomSource Follow(RoomFeed feed);
}

/// <summary>The way to one room: brings its events, takes its commands.</summary>
internal interface IRoomSource : IAsyncDisposable
{
    /// <summary>Where viewers' commands go in.</summary>
    IRoomInbox Inbox { get; }

    /// <summary>What viewers can give in this room.</summary>
    IReadOnlyList<GiftOffer> Gifts { get; }

    /// <summary>Null where the room can be shown, else why not. Where it could not be shown before, it is asked anew.</summary>
    Task<string?> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A returning viewer may know more than this gateway does yet: it was on one that was ahead. Reads on once, so that it is not called a viewer
    /// from the future and shown twice what it has seen. A position that the room has not come to stays out of reach.
    /// </summary>
    /// <returns>Null, or why the room cannot be read at the moment.</returns>
    Task<string?> CatchUpAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>The feed lacks events before those that came last: bring them.</summary>
    void NoteGap();
}

/// <summary>Where this process' viewers put commands for one room.</summary>
internal interface IRoomInbox : IAsyncDisposable
{
    /// <summary>Sends a command; answers when it is durable or refused, at the latest when the gateway's patience ends. Never throws.</summary>
    Task<CommandAnswer> SendAsync(ViewerCommand command);

    /// <summary>The same, where a task for each answer would cost too much. Never throws.</summary>
    void Post(ViewerCommand command, IAnswerReceiver receiver) => _ = TellAsync(SendAsync(command), receiver);

    /// <summary>Tells a receiver what a task comes to.</summary>
    static async Task TellAsync(Task<CommandAnswer> answering, IAnswerReceiver receiver)
    {
        receiver.Take(await answering);
        receiver.Flush();
    }
}
