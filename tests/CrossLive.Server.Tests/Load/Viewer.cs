using System.Diagnostics;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.Load;

/// <summary>
/// Somebody who watches and says nothing: joins, comes back with the last position when the connection breaks, at the next of its servers, and checks
/// that each event follows the one before.
/// </summary>
internal sealed class Viewer(string room, string token, IReadOnlyList<Uri> servers, WireProtocol protocol)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly List<string> _wrong = [];
    private Visit? _visit;
    private int _server;

    /// <summary>The last event seen.</summary>
    public Position Last { get; private set; }

    /// <summary>How many events it was shown.</summary>
    public long Seen { get; private set; }

    /// <summary>How often it entered the room.</summary>
    public int Joins { get; private set; }

    /// <summary>How often it came back and missed nothing.</summary>
    public int Recoveries { get; private set; }

    /// <summary>What servers said before they ended the connection.</summary>
    public IReadOnlyList<ByeMessage> Byes { get; private set; } = [];

    /// <summary>Events that did not follow the one before, and joins that lost something.</summary>
    public IReadOnlyList<string> Wrong
    {
        get
        {
            lock (_lock)
            {
                return [.. _wrong];
            }
        }
    }

    /// <summary>Watches until told to stop. Can be called again after that: it comes back to its first server with the last position.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _server = 0;
        while (!stop.IsCancellationRequested)
        {
            await using var connection = Hub.Build(servers[_server], token, protocol);
            var ended = new TaskCompletionSource();
            connection.Closed += _ => Task.FromResult(ended.TrySetResult());
            var visit = Begin(connection);
            try
            {
                await connection.StartAsync(stop).WaitAsync(Hub.Patience, stop);
                if (await TryEnterAsync(connection, visit, stop))
                {
                    await ended.Task.WaitAsync(stop);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException
                or TimeoutException or System.Net.WebSockets.WebSocketException)
            {
                // The server is gone: to the next one, with the position.
            }

            End(visit);
            _server = (_server + 1) % servers.Count;
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private Visit Begin(HubConnection connection)
    {
        var visit = new Visit();
        connection.On<EventFrame>(HubMethods.Events, frame => Take(visit, frame));
        connection.On<ResetMessage>(HubMethods.Reset, message => Complain($"It was moved to a snapshot at {message.Epoch}:{message.Sequence}: {message.Why}."));
        connection.On<ByeMessage>(HubMethods.Bye, message =>
        {
            lock (_lock)
            {
                Byes = [.. Byes, message];
            }
        });
        lock (_lock)
        {
            _visit = visit;
        }

        return visit;
    }

    private async Task<bool> TryEnterAsync(HubConnection connection, Visit visit, CancellationToken stop)
    {
        var known = Last;
        var reply = await connection.InvokeAsync<JoinReply>(
            HubMethods.Join, known == Position.Start ? new JoinRequest(room) : new JoinRequest(room, known.Epoch, known.Sequence), stop).WaitAsync(Hub.Patience, stop);
        if (!reply.Ok)
        {
            return false;
        }

        lock (_lock)
        {
            Joins++;
            if (known == Position.Start)
            {
                Last = new Position(reply.Epoch!.Value, reply.Sequence!.Value);
            }
            else if (reply.Recovered == true)
            {
                Recoveries++;
            }
            else
            {
                _wrong.Add($"It came back with {known} and was given a snapshot at {reply.Epoch}:{reply.Sequence}: {reply.Why}.");
                Last = new Position(reply.Epoch!.Value, reply.Sequence!.Value);
            }

            // Frames can come before the answer to the join is read.
            visit.IsIn = true;
            visit.Early.ForEach(Apply);
            visit.Early.Clear();
        }

        return true;
    }

    private void End(Visit visit)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_visit, visit))
            {
                _visit = null;
            }
        }
    }

    private void Take(Visit visit, EventFrame frame)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_visit, visit))
            {
                return;
            }

            if (visit.IsIn)
            {
                Apply(frame);
            }
            else
            {
                visit.Early.Add(frame);
            }
        }
    }

    private void Apply(EventFrame frame)
    {
        foreach (var e in frame.Events)
        {
            if (e.Position.Sequence != Last.Sequence + 1 || e.Position.Epoch < Last.Epoch)
            {
                _wrong.Add($"{e.Position} came after {Last}.");
            }

            Last = e.Position;
            Seen++;
        }
    }

    private void Complain(string what)
    {
        lock (_lock)
        {
            _wrong.Add(what);
        }
    }

    /// <summary>One connection's time in the room.</summary>
    private sealed class Visit
    {
        public List<EventFrame> Early { get; } = [];

        public bool IsIn { get; set; }
    }
}
