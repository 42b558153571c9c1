using System.Collections.Concurrent;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Gateway.Tests.Hubs;

/// <summary>A client of the hub that keeps what it is sent and does nothing by itself.</summary>
internal sealed class RoomViewer : IAsyncDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RoomViewer(HubConnection connection)
    {
        Connection = connection;
        connection.On<EventFrame>(HubMethods.Events, frame => Frames.Enqueue(frame));
        connection.On<ByeMessage>(HubMethods.Bye, bye => Bye = bye);
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    public ConcurrentQueue<EventFrame> Frames { get; } = [];

    public ByeMessage? Bye { get; private set; }

    /// <summary>Ends when the connection has.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The positions of all events so far, in the order they came.</summary>
    public IEnumerable<Position> Positions => Frames.SelectMany(frame => frame.Events.Select(e => e.Position));

    public Task<JoinReply> JoinAsync(string? room, Position? known = null) =>
        Connection.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(room, known?.Epoch, known?.Sequence));

    public Task<CommandReply> CallAsync(string method, object call) => Connection.InvokeAsync<CommandReply>(method, call);

    public Task<CommandReply> ChatAsync(string text, string? key = null) => CallAsync(HubMethods.Chat, new ChatCall(key ?? Guid.NewGuid().ToString("N"), text));

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
