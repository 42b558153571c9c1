using CrossLive.Protocol.Calls;

namespace CrossLive.Client;

/// <content>What an edge needs beyond a viewer: calls of its own, and not to wait longer than its viewers do.</content>
public sealed partial class RoomClient
{
    // Whoever hurries is answered this often, however often they ask.
    private static readonly TimeSpan LeastReconnectDelay = TimeSpan.FromMilliseconds(100);

    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    /// <summary>Somebody waits for the room: the pause before the next connection is cut short.</summary>
    internal void HurryUp() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>One call over the connection that stands, tried once.</summary>
    /// <param name="method">The call's name.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="connectionPatience">How long to wait for a connection that is in the room.</param>
    /// <param name="answerPatience">How long to wait for the answer.</param>
    /// <exception cref="Exception">Not connected, lost, late, or failed at the other side: whether it happened is not known.</exception>
    internal async Task<TReply> CallOnceAsync<TReply>(string method, object argument, TimeSpan connectionPatience, TimeSpan answerPatience)
    {
        using var notConnected = new CancellationTokenSource(connectionPatience, _time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, notConnected.Token);
        var session = await _joined.WaitAsync(waiting.Token);
        using var late = new CancellationTokenSource(answerPatience, _time);
        using var answering = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, late.Token);
        try
        {
            return await session.CallAsync<TReply>(method, argument, answering.Token);
        }
        finally
        {
            if (session.Closed.IsCompleted)
            {
                _joined.Clear(session);
            }
        }
    }

    private Uri NextHubUri() => _options.Edge is { } edge ? edge.HubUris[_connections++ % edge.HubUris.Count] : _options.HubUri;

    private object JoinRequestOf(long? epoch, long? sequence) => _options.Edge is { } edge
        ? new EdgeJoinRequest(_options.Room, epoch, sequence, History: true, Via: edge.Via())
        : new JoinRequest(_options.Room, epoch, sequence);

    private async Task PauseAsync(TimeSpan delay, CancellationToken stop)
    {
        if (_options.Edge is null || delay <= LeastReconnectDelay)
        {
            await Task.Delay(delay, _time, stop);
            return;
        }

        var hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _hurry, hurry);
        await Task.Delay(LeastReconnectDelay, _time, stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(hurry.Task, Task.Delay(delay - LeastReconnectDelay, _time, over.Token));
        await over.CancelAsync();
        stop.ThrowIfCancellationRequested();
    }
}
