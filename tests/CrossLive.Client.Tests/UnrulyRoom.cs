using System.Collections.Concurrent;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;

namespace CrossLive.Client.Tests;

/// <summary>How a command is treated.</summary>
public enum Fault
{
    None,
    CutBeforeEffect,
    CutAfterEffect,
    NeverAnswered,
    Busy,
    Throws,
}

/// <summary>What a join gets instead of the right answer.</summary>
public sealed record Instead(JoinReply? Reply, bool IsCut = false, bool IsNeverAnswered = false, ByeMessage? Bye = null);

/// <summary>A room that keeps the protocol, except where a test tells it not to. Events that a joiner missed are sent before the join's answer, so they overtake it.</summary>
public sealed class UnrulyRoom
{
    public static readonly Person Viewer = new("web", "u1", "Ann");

    private readonly Lock _gate = new();
    private readonly List<RoomEvent> _log = [];
    private readonly Dictionary<string, Position> _keys = [];
    private readonly Dictionary<string, HubCallerContext> _joined = [];

    public IHubContext<UnrulyHub>? Hub { get; set; }

    public long Epoch { get; set; } = 1;

    public ConcurrentQueue<JoinRequest> Joins { get; } = new();

    /// <summary>The numbers that were given out with the time, and those that came back.</summary>
    public ConcurrentQueue<string> Numbers { get; } = new();

    /// <inheritdoc cref="Numbers"/>
    public ConcurrentQueue<string?> Acknowledged { get; } = new();

    public ConcurrentQueue<string> Connections { get; } = new();

    public ConcurrentQueue<(string Method, string? Key, object Call)> Calls { get; } = new();

    /// <summary>By the number of the join, from 1.</summary>
    public Func<int, JoinRequest, Instead?> OnJoin { get; set; } = (_, _) => null;

    /// <summary>By the number of the command, from 1.</summary>
    public Func<int, CommandReply?> OnReply { get; set; } = _ => null;

    public Func<int, Fault> OnCommand { get; set; } = _ => Fault.None;

    public Func<string?, bool> TakesToken { get; set; } = _ => true;

    public IReadOnlyList<RoomEvent> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    public int JoinedConnections
    {
        get
        {
            lock (_gate)
            {
                return _joined.Count;
            }
        }
    }

    /// <summary>Something happens; everybody is told, or nobody where the server "forgets".</summary>
    public string NextNumber()
    {
        var number = Guid.NewGuid().ToString("N")[..16];
        Numbers.Enqueue(number);
        return number;
    }

    public RoomEvent Happen(RoomEventBody body, bool isTold = true)
    {
        lock (_gate)
        {
            var e = new RoomEvent(new Position(Epoch, _log.Count + 1), 1_000 + _log.Count, Viewer, body, []);
            _log.Add(e);
            if (isTold)
            {
                Tell([e]);
            }

            return e;
        }
    }

    public void Chat(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Happen(new ChatPosted($"chat {Log.Count + 1}", null, null));
        }
    }

    /// <summary>Sends events to everybody, whatever they have.</summary>
    public void Tell(IReadOnlyList<RoomEvent> events) => Send(HubMethods.Events, EventFrame.Of(events));

    public void Send(string method, object message)
    {
        lock (_gate)
        {
            foreach (var id in _joined.Keys)
            {
                // Connections that end take nothing; that is their matter.
                _ = Hub!.Clients.Client(id).SendAsync(method, message);
            }
        }
    }

    public void CutEverybody()
    {
        lock (_gate)
        {
            foreach (var connection in _joined.Values)
            {
                connection.Abort();
            }

            _joined.Clear();
        }
    }

    public void Left(HubCallerContext connection)
    {
        lock (_gate)
        {
            _joined.Remove(connection.ConnectionId);
        }
    }

    public ViewMessage ViewNow()
    {
        lock (_gate)
        {
            var view = new RoomView();
            _log.ForEach(view.Apply);
            return new ViewMessage(view.ToSnapshot());
        }
    }

    public async Task<JoinReply> JoinAsync(HubCallerContext connection, JoinRequest request)
    {
        Joins.Enqueue(request);
        if (OnJoin(Joins.Count, request) is { } instead)
        {
            if (instead.Bye is { } bye)
            {
                await Hub!.Clients.Client(connection.ConnectionId).SendAsync(HubMethods.Bye, bye);
            }

            if (instead.IsCut)
            {
                connection.Abort();
            }

            if (instead.IsNeverAnswered || instead.IsCut)
            {
                await NeverAsync(connection);
            }

            if (instead.Reply is { } reply)
            {
                return reply;
            }
        }

        lock (_gate)
        {
            _joined[connection.ConnectionId] = connection;
            var me = new Me(Viewer.Platform, Viewer.Id, Viewer.Name, 0);
            var gift = new GiftOffer("rose", "Rose", 50, "USD");
            if (request is { Epoch: not null, Sequence: { } sequence } && sequence <= _log.Count)
            {
                if (sequence < _log.Count)
                {
                    _ = Hub!.Clients.Client(connection.ConnectionId).SendAsync(HubMethods.Events, EventFrame.Of(_log[(int)sequence..]));
                }

                return new JoinReply(true, Epoch, _log.Count, 5, true, Me: me, Gifts: [gift]);
            }

            return new JoinReply(true, Epoch, _log.Count, 5, false, JoinReasons.New, ViewNow(), me, [gift]);
        }
    }

    public async Task<CommandReply> CommandAsync(HubCallerContext connection, string method, string? key, object call, RoomEventBody? body)
    {
        Calls.Enqueue((method, key, call));
        var fault = OnCommand(Calls.Count);
        if (fault == Fault.Throws)
        {
            throw new InvalidOperationException("told to");
        }

        if (fault == Fault.Busy)
        {
            return new CommandReply(false, Code: Rejection.RoomBusy, RetryMs: 1);
        }

        if (OnReply(Calls.Count) is { } told)
        {
            return told;
        }

        var reply = fault == Fault.CutBeforeEffect ? null : Effect(key!, body ?? new Followed());
        if (fault is Fault.CutBeforeEffect or Fault.CutAfterEffect)
        {
            connection.Abort();
        }

        if (fault != Fault.None)
        {
            await NeverAsync(connection);
        }

        return reply!;
    }

    private CommandReply Effect(string key, RoomEventBody body)
    {
        lock (_gate)
        {
            if (_keys.TryGetValue(key, out var before))
            {
                return new CommandReply(true, before.Epoch, before.Sequence, true);
            }

            var position = Happen(body).Position;
            _keys.Add(key, position);
            return new CommandReply(true, position.Epoch, position.Sequence);
        }
    }

    private static Task NeverAsync(HubCallerContext connection) => Task.Delay(Timeout.Infinite, connection.ConnectionAborted);
}
