using CrossLive.Gateway.Transport;

namespace CrossLive.Gateway.Fanout;

/// <summary>One viewer's connection as the fan-out sees it.</summary>
internal interface IViewerConnection
{
    /// <summary>
    /// Sends the room's next frame. Never waits: where the client does not take it at once, the task ends when it has, and nothing else is sent before.
    /// </summary>
    ValueTask SendAsync(SharedFrame frame, CancellationToken cancellationToken);

    /// <summary>Adds the room's next frame to a batch, where this connection can be sent to in one and takes it at once. Never waits.</summary>
    /// <param name="batch">The send loop's.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="sender">Hears what became of it.</param>
    bool TryAddTo(SendBatch batch, SharedFrame frame, IBatchSender sender) => false;

    /// <summary>Sends another message; ends when the connection has taken it.</summary>
    Task SendAsync(string method, object message, CancellationToken cancellationToken);

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
