using System.Collections.Concurrent;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Edge.Tests.Trees;

/// <summary>A client of either hub that keeps what it is sent and does nothing by itself.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    public Watcher(HubConnection connection)
    {
        Connection = connection;
        connection.On<EventFrame>(HubMethods.Events, Frames.Enqueue);
        connection.On<ResetMessage>(HubMethods.Reset, Resets.Enqueue);
        connection.Closed += _ =>
        {
            IsClosed = true;
            return Task.CompletedTask;
        };
    }

    public HubConnection Connection { get; }

    public ConcurrentQueue<EventFrame> Frames { get; } = [];

    public ConcurrentQueue<ResetMessage> Resets { get; } = [];

    public bool IsClosed { get; private set; }

    /// <summary>The positions of all events so far, in the order they came.</summary>
    public Position[] Positions => [.. Frames.SelectMany(frame => frame.Events.Select(e => e.Position))];

    /// <summary>The events so far.</summary>
    public RoomEvent[] Events => [.. Frames.SelectMany(frame => frame.Events.Select(e => e.Event!))];

    public Task<JoinReply> JoinAsync(string room, Position? known = null) =>
        Connection.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(room, known?.Epoch, known?.Sequence));

    public Task<CommandReply> CallAsync(string method, object call) => Connection.InvokeAsync<CommandReply>(method, call);

    public Task<CommandReply> ChatAsync(string text, string? key = null) => CallAsync(HubMethods.Chat, new ChatCall(key ?? Guid.NewGuid().ToString("N"), text));

    public Task<CommandReply> LikeAsync(long count, string? key = null) => CallAsync(HubMethods.Like, new LikeCall(key ?? Guid.NewGuid().ToString("N"), count));

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
