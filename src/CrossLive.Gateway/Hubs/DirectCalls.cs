using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using CrossLive.FlashSales;
using CrossLive.Gateway.Transport;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace CrossLive.Gateway.Hubs;

/// <summary>
/// The viewers' own calls on a socket of ours, past SignalR's dispatcher: read by SignalR's own protocol, done by <see cref="RoomCalls"/> as the hub does them, and
/// answered through SignalR's connection, so that it stays the one that writes. A hub object, a scope of services, an activity and the reflection around a call cost
/// more than a claim does. Everything else (joining, operators' and moderators' calls, pings, streams, what cannot be read) goes on to SignalR, which answers
/// it in its own words.
/// </summary>
/// <remarks>
/// One reader at a time calls <see cref="Take"/>. At <see cref="MaxUnderWay"/> the reader waits in <see cref="RoomAsync"/>, and the client's next bytes wait in the
/// socket, as they do behind SignalR's own limit. The two limits are apart: one client has at most twice that.
/// </remarks>
/// <param name="connection">Whose calls they are.</param>
/// <param name="calls">Does them.</param>
/// <param name="errors">Tells of failures.</param>
/// <param name="answers">Where a receive loop reads the connection: commands are answered through it, together with those that were decided with them.</param>
internal sealed class DirectCalls(SocketConnection connection, RoomCalls calls, UnexpectedErrorFilter errors, AnswerOutbox? answers = null) : ICallTaker, IInvocationBinder
{
    /// <summary>Calls of one client that run at one time: a like waits for the room's tick, and a clock probe must not wait for the like.</summary>
    public const int MaxUnderWay = 8;

    private const int LongestName = 16;

    // The argument's type by the call's name. A name that is not here, or is written in other letters, is SignalR's.
    private static readonly FrozenDictionary<string, Type[]> Arguments = new Dictionary<string, Type[]>(StringComparer.Ordinal)
    {
        [HubMethods.Chat] = [typeof(ChatCall)],
        [HubMethods.Like] = [typeof(LikeCall)],
        [HubMethods.Gift] = [typeof(GiftCall)],
        [HubMethods.Share] = [typeof(ShareCall)],
        [HubMethods.Follow] = [typeof(FollowCall)],
        [HubMethods.Claim] = [typeof(ClaimCall)],
        [HubMethods.ClaimLook] = [typeof(ClaimNumberCall)],
        [HubMethods.ClaimRelease] = [typeof(ClaimNumberCall)],
        [HubMethods.Grab] = [typeof(GrabCall)],
        [HubMethods.Time] = [typeof(TimeCall)],
        [HubMethods.TimeAck] = [typeof(TimeAckCall)],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // One string for each name, so that reading a call makes none.
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Names =
        Arguments.Keys.ToFrozenDictionary(name => name, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Lock _lock = new();
    private HubConnectionContext? _hub;
    private Seat? _seat;
    private TaskCompletionSource? _room;
    private int _underWay;

    /// <inheritdoc/>
    public bool IsReady => _seat is not null || Find();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Ping => _hub!.Protocol.GetMessageBytes(PingMessage.Instance);

    /// <inheritdoc/>
    public TakenCall Take(in ReadOnlySequence<byte> bytes, out long length)
    {
        var rest = bytes;
        HubMessage? message;
        try
        {
            if (!_hub!.Protocol.TryParseMessage(ref rest, this, out message))
            {
                length = 0;
                return TakenCall.Incomplete;
            }
        }
#pragma warning disable CA1031 // Whatever is wrong with it, SignalR reads the same bytes again, and ends the connection as it always does.
        catch (Exception)
#pragma warning restore CA1031
        {
            length = bytes.Length;
            return TakenCall.NotOurs;
        }

        length = bytes.Length - rest.Length;
        if (message is PingMessage)
        {
            return TakenCall.Ping;
        }

        if (message is not InvocationMessage { StreamIds: null or [], Arguments: [var argument] } call || !Arguments.ContainsKey(call.Target))
        {
            return TakenCall.NotOurs;
        }

        lock (_lock)
        {
            _underWay++;
        }

        if (answers is not null && argument is IKeyedCall keyed)
        {
            new CommandUnderWay(this, call.InvocationId, call.Target, keyed).Begin();
        }
        else
        {
            _ = DoAsync(call.InvocationId, call.Target, argument);
        }

        return TakenCall.Done;
    }

    /// <inheritdoc/>
    public bool HasRoom => Volatile.Read(ref _underWay) < MaxUnderWay;

    /// <inheritdoc/>
    public Task RoomAsync()
    {
        if (HasRoom)
        {
            return Task.CompletedTask;
        }

        lock (_lock)
        {
            if (_underWay < MaxUnderWay)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <inheritdoc/>
    public void EndWait()
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            (room, _room) = (_room, null);
        }

        room?.SetResult();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Type> GetParameterTypes(string methodName) => Arguments.TryGetValue(methodName, out var types) ? types : [];

    /// <inheritdoc/>
    public string? GetTarget(ReadOnlySpan<byte> utf8Bytes)
    {
        Span<char> name = stackalloc char[LongestName];
        return utf8Bytes.Length <= LongestName && Encoding.UTF8.TryGetChars(utf8Bytes, name, out var length) && Names.TryGetValue(name[..length], out var known) ? known : null;
    }

    /// <inheritdoc/>
    public Type GetReturnType(string invocationId) => typeof(object);

    /// <inheritdoc/>
    public Type GetStreamItemType(string streamId) => typeof(object);

    private bool Find()
    {
        _hub = connection.Features.Get<HubConnectionContext>();
        _seat = connection.Features.Get<Seat>();
        return _seat is not null;
    }

    private async Task DoAsync(string? id, string method, object? argument)
    {
        try
        {
            var answer = await AnswerAsync(id, method, argument);
            if (answer is not null)
            {
                await _hub!.WriteAsync(answer);
            }
        }
        finally
        {
            Leave();
        }
    }

    private async ValueTask<CompletionMessage?> AnswerAsync(string? id, string method, object? argument)
    {
        try
        {
            object? result = argument switch
            {
                TimeAckCall acknowledgement => Acknowledge(acknowledgement),
                TimeCall time => calls.Time(_seat!, time),
                null when method is HubMethods.TimeAck => Acknowledge(null),
                null when method is HubMethods.Time => calls.Time(_seat!, null),
                _ => await calls.SendAsync(_seat!, connection.HttpContext, method, (IKeyedCall?)argument),
            };
            return id is null ? null : new CompletionMessage(id, error: null, result, hasResult: method is not HubMethods.TimeAck);
        }
#pragma warning disable CA1031 // The failure belongs to the caller, who is told; the connection goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var words = errors.Note(method, exception);
            return id is null ? null : CompletionMessage.WithError(id, words);
        }
    }

    private void Post(string method, IKeyedCall call, IAnswerReceiver receiver) => calls.Post(_seat!, connection.HttpContext, method, call, receiver);

    private string Note(string method, Exception exception) => errors.Note(method, exception);

    private void Send(CompletionMessage answer, IBatchSender sender) => answers!.Add(connection.Output, _hub!.Protocol, answer, sender);

    private void Flush() => answers!.Flush();

    private Task<CommandAnswer> AwaitDrawAsync(ClaimCall claim, CommandAnswer answer) => calls.AwaitDrawAsync(_seat!, claim, answer);

    private object? Acknowledge(TimeAckCall? call)
    {
        _seat!.RoundTrips.Acknowledge(call?.Number);
        return null;
    }

    private void Leave()
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            _underWay--;
            (room, _room) = (_room, null);
        }

        room?.SetResult();
    }

    /// <summary>A command until its answer has left.</summary>
    private sealed class CommandUnderWay(DirectCalls of, string? id, string method, IKeyedCall call) : IAnswerReceiver, IBatchSender
    {
        public void Begin()
        {
            try
            {
                of.Post(method, call, this);
            }
#pragma warning disable CA1031 // The failure belongs to the caller, who is told; the loop goes on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(exception);
                Flush();
            }
        }

        public void Take(CommandAnswer answer)
        {
            if (call is ClaimCall claim && answer.Sale is { Code: null, Claim: > 0, Status: ClaimStatus.Held })
            {
                _ = WaitAsync(claim, answer);
            }
            else
            {
                Answer(answer);
            }
        }

        public void Flush() => of.Flush();

        public void NoteSent(Task? pending, IOException? failure)
        {
            if (pending is null)
            {
                of.Leave();
            }
            else
            {
                _ = LeaveAfterAsync(pending);
            }
        }

        private async Task WaitAsync(ClaimCall claim, CommandAnswer answer)
        {
            Answer(await of.AwaitDrawAsync(claim, answer));
            Flush();
        }

        private void Answer(CommandAnswer answer)
        {
            try
            {
                Send(id is null ? null : new CompletionMessage(id, error: null, CommandReply.From(answer), hasResult: true));
            }
#pragma warning disable CA1031 // As above; others are answered in the same round.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Fail(exception);
            }
        }

        private void Fail(Exception exception)
        {
            var words = of.Note(method, exception);
            Send(id is null ? null : CompletionMessage.WithError(id, words));
        }

        private void Send(CompletionMessage? answer)
        {
            if (answer is null)
            {
                of.Leave();
            }
            else
            {
                of.Send(answer, this);
            }
        }

        private async Task LeaveAfterAsync(Task pending)
        {
            // How it ended is the connection's affair.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            of.Leave();
        }
    }
}
