using CrossLive.Gateway.Commands;
using CrossLive.Gateway.Edges;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Edge.Tests.Commands;

/// <summary>A gateway above with a room that remembers keys, as far as an edge sees it: counts likes, loses answers and calls where told to.</summary>
internal sealed class KeyedRoom
{
    private readonly Dictionary<(string Handle, string Key), (long Count, long Sequence)> _known = [];
    private long _sequence;

    /// <summary>All likes that had an effect.</summary>
    public long Likes { get; private set; }

    /// <summary>What was done, in order.</summary>
    public List<string> Done { get; } = [];

    /// <summary>How many commands each call had.</summary>
    public List<int> Calls { get; } = [];

    /// <summary>What the largest call had as MessagePack, in bytes.</summary>
    public int LargestCallBytes { get; private set; }

    /// <summary>Asked for each call: true = it is lost before it arrives.</summary>
    public Func<bool> LosesCall { get; set; } = () => false;

    /// <summary>Asked for each call: true = it happens, and the answer is lost.</summary>
    public Func<bool> LosesAnswer { get; set; } = () => false;

    /// <summary>Refuses every command, where set.</summary>
    public string? Code { get; set; }

    public Task<BatchReply> BatchAsync(BatchCall call)
    {
        Calls.Add(call.Commands!.Count);
        LargestCallBytes = Math.Max(LargestCallBytes, MessagePack.MessagePackSerializer.Serialize(call, ProtocolRegistration.MessagePackOptions).Length);
        if (LosesCall())
        {
            throw new IOException("lost");
        }

        CommandReply[] answers = [.. call.Commands.Select(Answer)];
        return LosesAnswer() ? throw new IOException("lost") : Task.FromResult(new BatchReply(true, answers));
    }

    /// <summary>The same for tests without the wire.</summary>
    public async Task<IReadOnlyList<CommandAnswer>> SendAsync(IReadOnlyList<ViewerCommand> commands) =>
        [.. (await BatchAsync(new BatchCall([.. commands.Select(ForwardedCommands.Write)]))).Answers!.Select(answer => answer.ToAnswer()!)];

    private CommandReply Answer(ForwardedCommand? item)
    {
        var command = ForwardedCommands.Read(item, 0, out var refusal);
        if (command is null || Code is not null)
        {
            return CommandReply.From(refusal ?? CommandAnswer.Reject(Code!, "No."));
        }

        var key = (command.Person.Handle, command.Call.Key!);
        var count = (command.Call as LikeCall)?.Count ?? 0;
        if (_known.TryGetValue(key, out var known))
        {
            return known.Count == count
                ? new CommandReply(true, 1, known.Sequence, true)
                : new CommandReply(false, Code: Rejection.KeyReused, Detail: "No.");
        }

        if (command.Call is LikeCall && count is < 1 or > RoomLimits.MaxLikesPerCommand)
        {
            return new CommandReply(false, Code: Rejection.CountInvalid, Detail: "No.");
        }

        _known[key] = (count, ++_sequence);
        Likes += count;
        Done.Add(command.Call.Key!);
        return new CommandReply(true, 1, _sequence);
    }
}
