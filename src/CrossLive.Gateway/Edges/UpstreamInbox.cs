using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Fanout;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Edges;

/// <summary>
/// An edge's commands for one room: gathered into batches for the gateway above, in two lanes like a room's own, one batch of each in flight.
/// Tried again under the same keys while the gateway above cannot be reached.
/// </summary>
/// <param name="call">The call <see cref="EdgeMethods.Batch"/>.</param>
/// <param name="edge">The edge's name.</param>
/// <param name="options">Patience and limits.</param>
/// <param name="time">The clock.</param>
/// <param name="random">For jitter.</param>
internal sealed class UpstreamInbox(Func<BatchCall, Task<BatchReply>> call, string edge, GatewayOptions options, TimeProvider time, Random random) : IRoomInbox
{
    private readonly CommandInbox<ViewerCommand> _sequenced = new(
        new RetryingRoomCall<ViewerCommand>(commands => SendAsync(call, commands), TimeSpan.FromMilliseconds(options.CommandPatienceMs), time, random).ExecuteAsync,
        ProtocolLimits.MaxBatchCommands,
        options.MaxWaitingCommands);

    private readonly CommandInbox<ViewerCommand> _likes = new(
        new LikeLane(new RetryingRoomCall<ViewerCommand>(commands => SendAsync(call, commands), TimeSpan.FromMilliseconds(options.CommandPatienceMs), time, random).ExecuteAsync, edge).ExecuteAsync,
        ProtocolLimits.MaxBatchCommands,
        options.MaxWaitingCommands);

    /// <inheritdoc/>
    public Task<CommandAnswer> SendAsync(ViewerCommand command) => (command.Call is LikeCall ? _likes : _sequenced).SendAsync(command);

    /// <summary>Takes nothing more and waits until everything taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sequenced.DisposeAsync();
        await _likes.DisposeAsync();
    }

    // As many calls as the commands' bytes need, one after the other. After one that failed none is tried: what comes later would overtake it.
    private static async Task<IReadOnlyList<CommandAnswer>> SendAsync(Func<BatchCall, Task<BatchReply>> call, IReadOnlyList<ViewerCommand> commands)
    {
        var answers = new List<CommandAnswer>(commands.Count);
        while (answers.Count < commands.Count)
        {
            var batch = NextBatch(commands, answers.Count);
            if (await TrySendAsync(call, batch) is not { } given)
            {
                return [.. answers, .. Enumerable.Repeat(Unanswered(), commands.Count - answers.Count)];
            }

            answers.AddRange(given);
        }

        return answers;
    }

    private static List<ForwardedCommand?> NextBatch(IReadOnlyList<ViewerCommand> commands, int first)
    {
        var batch = new List<ForwardedCommand?>();
        var bytes = 0;
        for (var i = first; i < commands.Count; i++)
        {
            bytes += ForwardedCommands.MaxBytesOf(commands[i]);
            if (batch.Count > 0 && bytes > ProtocolLimits.MaxBatchBytes)
            {
                break;
            }

            batch.Add(ForwardedCommands.Write(commands[i]));
        }

        return batch;
    }

    // Null where there is no answer.
    private static async Task<IEnumerable<CommandAnswer>?> TrySendAsync(Func<BatchCall, Task<BatchReply>> call, List<ForwardedCommand?> batch)
    {
        try
        {
            return await call(new BatchCall(batch)) switch
            {
                { Ok: true, Answers: { } given } when given.Count == batch.Count => given.Select(answer => answer?.ToAnswer() ?? Unanswered()),
                { Ok: false, Code: { } code and not Rejection.JoinRequired } refused => Enumerable.Repeat(CommandAnswer.Reject(code, refused.Detail ?? "Refused."), batch.Count),
                _ => null,
            };
        }
#pragma warning disable CA1031 // A gateway that died shows in many exceptions; each means the same here: not answered, try again with the same keys.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static CommandAnswer Unanswered() =>
        CommandAnswer.Reject(Rejection.RoomUnavailable, "The gateway above does not answer.", CommandInbox.RetryAfterMs);
}
