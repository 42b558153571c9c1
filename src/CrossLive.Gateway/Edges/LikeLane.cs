using CrossLive.Gateway.Commands;
using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Edges;

/// <summary>
/// Likes on their way up. Few go as they are, under their viewers' own keys; of many, the surplus is added up and goes as one like of the edge's own,
/// so that a crowd costs the levels above <see cref="MaxOwnKeys"/> commands a call and one more. A like that comes again goes the way it went first:
/// what is in a sum is never sent beside it. One call at a time, as a <see cref="CommandInbox{TCommand}"/> makes them.
/// </summary>
/// <param name="send">Sends commands until they are answered or patience ends; each keeps its key.</param>
/// <param name="edge">The edge's name: sums are sent in its name.</param>
internal sealed class LikeLane(Func<IReadOnlyList<ViewerCommand>, Task<IReadOnlyList<CommandAnswer>>> send, string edge)
{
    /// <summary>Most new likes in one call that keep their own keys. The largest do, so that a sum of an edge below stays what it is.</summary>
    public const int MaxOwnKeys = 64;

    /// <summary>How many likes are remembered, as many as a room remembers. One that comes again after so many others can count twice.</summary>
    public const int MaxRemembered = RoomLimits.MergedKeys;

    private readonly Person _person = new(PlatformId.Web, edge, "edge");
    private readonly Dictionary<CommandKey, Like> _remembered = [];
    private readonly Queue<CommandKey> _oldest = new();
    private long _sums;

    /// <summary>Sends likes; answers one each, in order.</summary>
    /// <param name="likes">Commands whose call is a <see cref="LikeCall"/>.</param>
    public async Task<IReadOnlyList<CommandAnswer>> ExecuteAsync(IReadOnlyList<ViewerCommand> likes)
    {
        var calls = Recall(likes);
        AddUp(calls);
        var own = calls.Where(call => call.Like.Sum is null).ToArray();
        var sums = calls.Select(call => call.Like.Sum).OfType<Sum>().Where(sum => sum.Answer is not { IsDone: true }).Distinct().ToArray();
        ViewerCommand[] outgoing = [.. own.Select(call => call.Command), .. sums.Select(sum => sum.Command)];
        var answers = outgoing.Length == 0 ? [] : await send(outgoing);
        foreach (var (call, answer) in own.Zip(answers))
        {
            call.Answer = answer;
        }

        foreach (var (sum, answer) in sums.Zip(answers.Skip(own.Length)))
        {
            sum.Answer = answer;
        }

        return [.. calls.Select(AnswerOf)];
    }

    private static long CountOf(ViewerCommand command) => ((LikeCall)command.Call).Count;

    // Whether it happened is not known, or it is worth another try: the sum has to stay the same for it.
    private static bool IsPassing(CommandAnswer answer) => answer.Code is Rejection.RoomUnavailable or Rejection.RoomBusy;

    private Call[] Recall(IReadOnlyList<ViewerCommand> likes)
    {
        var calls = new Call[likes.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var key = CommandKey.For(likes[i].Person.Handle, likes[i].Call.Key!);
            var isRepeat = _remembered.TryGetValue(key, out var like);
            like ??= Remember(new Like(key, CountOf(likes[i])));
            calls[i] = new Call(likes[i], like, isRepeat);
        }

        return calls;
    }

    private Like Remember(Like like)
    {
        if (_oldest.Count >= MaxRemembered)
        {
            _remembered.Remove(_oldest.Dequeue());
        }

        _remembered[like.Key] = like;
        _oldest.Enqueue(like.Key);
        return like;
    }

    private void AddUp(Call[] calls)
    {
        Sum? sum = null;
        var surplus = calls.Where(call => !call.IsRepeat).OrderByDescending(call => call.Like.Count).Skip(MaxOwnKeys)
            .Where(call => call.Like.Count is >= 1 and <= RoomLimits.MaxLikesPerCommand);
        foreach (var call in surplus)
        {
            if (sum is null || sum.Count + call.Like.Count > RoomLimits.MaxLikesPerCommand)
            {
                sum = new Sum(_person, $"{edge}-{++_sums}");
            }

            sum.Count += call.Like.Count;
            call.Like.Sum = sum;
        }
    }

    private CommandAnswer AnswerOf(Call call)
    {
        if (call.Like.Sum is not { Answer: { } answer })
        {
            return call.Answer!;
        }

        if (call.Like.Count != CountOf(call.Command))
        {
            return CommandAnswer.Reject(Rejection.KeyReused, "The key was used for another number of likes.");
        }

        if (!answer.IsDone && !IsPassing(answer))
        {
            _remembered.Remove(call.Like.Key);
        }

        return answer.IsDone && call.IsRepeat ? answer with { Outcome = CommandOutcome.Repeated } : answer;
    }

    /// <summary>A like that came, once.</summary>
    private sealed record Like(CommandKey Key, long Count)
    {
        /// <summary>The sum that it is in; null where it goes under its own key.</summary>
        public Sum? Sum { get; set; }
    }

    /// <summary>One call of it.</summary>
    private sealed record Call(ViewerCommand Command, Like Like, bool IsRepeat)
    {
        public CommandAnswer? Answer { get; set; }
    }

    /// <summary>Likes that go as one.</summary>
    private sealed class Sum(Person person, string key)
    {
        public long Count { get; set; }

        public CommandAnswer? Answer { get; set; }

        public ViewerCommand Command => new(person, HubMethods.Like, new LikeCall(key, Count));
    }
}
