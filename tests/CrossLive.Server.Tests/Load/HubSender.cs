using System.Globalization;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.Load;

/// <summary>
/// One person who sends command after command through the hub, each with a key of its own, and the same one again with the same key until it is answered.
/// Moves on to the next of its servers whenever one is gone, and after a while anyway: people come and go.
/// </summary>
internal sealed class HubSender(string person, string room, string token, IReadOnlyList<Uri> servers, WireProtocol protocol, Random random, Acknowledgements acknowledged)
{
    private const int MaxCommandsPerVisit = 400;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Person _me = new(PlatformId.Web, person, person, Role.Viewer);
    private int _server;
    private int _next;
    private bool _isUnanswered;
    private Position _last;

    /// <summary>Sends until it is told to stop, and then until the command under way is answered, or until it is told that no answer will come.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        while ((!stop.IsCancellationRequested || _isUnanswered) && !abandon.IsCancellationRequested)
        {
            await using var connection = Hub.Build(servers[_server], token, protocol);
            var isVisited = false;
            try
            {
                await connection.StartAsync(abandon).WaitAsync(Hub.Patience, abandon);
                var reply = await connection.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(room), abandon).WaitAsync(Hub.Patience, abandon);
                if (reply.Ok)
                {
                    await SendAsync(connection, stop, abandon);
                    isVisited = true;
                }
            }
            catch (Exception exception) when (IsConnectionLost(exception))
            {
                // The server is gone: the same command goes to the next one.
            }

            _server = (_server + 1) % servers.Count;
            if (!isVisited)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private static bool IsConnectionLost(Exception exception) =>
        exception is HttpRequestException or IOException or InvalidOperationException or OperationCanceledException or TimeoutException or System.Net.WebSockets.WebSocketException;

    private async Task SendAsync(HubConnection connection, CancellationToken stop, CancellationToken abandon)
    {
        var leaveAt = _next + random.Next(1, MaxCommandsPerVisit);
        while ((!stop.IsCancellationRequested && _next < leaveAt) || _isUnanswered)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{person}-{_next}");
            if (!await TrySendAsync(connection, key, abandon))
            {
                await Task.Delay(Pause, CancellationToken.None);
                continue;
            }

            // Now and then a client asks again for what it was told already: the same answer, no second effect.
            if (random.Next(20) == 0 && !await TrySendAsync(connection, key, abandon))
            {
                continue;
            }

            _next++;
        }
    }

    private async Task<bool> TrySendAsync(HubConnection connection, string key, CancellationToken abandon)
    {
        var (method, call, likes, roses) = CommandOf(_next, key);
        _isUnanswered = true;
        var reply = await connection.InvokeAsync<CommandReply>(method, call, abandon).WaitAsync(Hub.Patience, abandon);
        if (!reply.Ok)
        {
            if (reply.Code is not (Rejection.RoomUnavailable or Rejection.RoomBusy or Rejection.GatewayStopping or Rejection.StorageFull))
            {
                acknowledged.NoteWrong($"{person}: {method} {key} was answered {reply.Code}: {reply.Detail}");
            }

            return false;
        }

        var position = new Position(reply.Epoch!.Value, reply.Sequence!.Value);
        acknowledged.Note(CommandKey.For(_me.Handle, key), position, likes, roses);
        if (position.Sequence < _last.Sequence)
        {
            acknowledged.NoteWrong($"{person}: {key} stands at {position}, before the command sent earlier, at {_last}.");
        }

        _last = position;
        _isUnanswered = false;
        return true;
    }

    // What a number stands for never changes: a repeat has the same content.
    private static (string Method, object Call, long Likes, long Roses) CommandOf(int number, string key) => (number % 10) switch
    {
        < 6 => (HubMethods.Chat, new ChatCall(key, $"message {key} 你好"), 0, 0),
        6 => (HubMethods.Like, new LikeCall(key, 1 + (number % 7)), 1 + (number % 7), 0),
        7 => (HubMethods.Gift, new GiftCall(key, "rose", 1 + (number % 5)), 0, 1 + (number % 5)),
        8 => (HubMethods.Share, new ShareCall(key), 0, 0),
        _ => (HubMethods.Follow, new FollowCall(key), 0, 0),
    };
}
