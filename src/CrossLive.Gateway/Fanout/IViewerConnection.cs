namespace CrossLive.Gateway.Fanout;

/// <summary>One viewer's connection as the fan-out sees it.</summary>
internal interface IViewerConnection
{
    /// <summary>Sends a message; ends when the connection has taken it. Waits while the client does not read.</summary>
    Task SendAsync(string method, object message, CancellationToken cancellationToken);

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}
