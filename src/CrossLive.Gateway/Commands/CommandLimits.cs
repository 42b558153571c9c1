using CrossLive.Protocol;
using CrossLive.Rooms;

namespace CrossLive.Gateway.Commands;

/// <summary>The kinds of commands that have rate limits of their own.</summary>
internal enum CommandKind
{
    Chat,
    Like,
    Other,

    /// <summary>A claim in a flash sale: thousands come at one moment, and the sale has a limit of its own.</summary>
    Claim,
}

/// <summary>
/// How much one viewer, and all viewers of one room together, may send to this process. By person, not by connection, so that more connections win nothing.
/// At <see cref="MaxPeople"/> those whose limits are full again are forgotten; where that is nobody, new people share the room's limit only.
/// </summary>
internal sealed class CommandLimits(GatewayOptions options, TimeProvider time)
{
    private const int MaxPeople = 100_000;

    /// <summary>Looking for people to forget costs a walk over all of them: not with every command.</summary>
    private const long ForgetEveryMs = 1_000;

    private readonly Lock _lock = new();
    private readonly TokenBucket _room = new(2.0 * options.RoomCommandsPerSecond, options.RoomCommandsPerSecond);
    private readonly Dictionary<(string Handle, CommandKind Kind), TokenBucket> _people = [];
    private long _forgotAtUnixMs;

    /// <summary>Takes one command's share, or refuses it with the time to wait.</summary>
    public CommandAnswer? Refuse(Person person, CommandKind kind)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            var wait = options.LimitViewers && BucketOf(person, kind, now) is { } bucket ? bucket.TryTake(now) : 0;
            if (wait > 0)
            {
                return CommandAnswer.Reject(Rejection.ViewerRate, "You send too much.", wait);
            }

            wait = kind == CommandKind.Claim ? 0 : _room.TryTake(now);
            return wait > 0 ? CommandAnswer.Reject(Rejection.RoomRate, "The room gets too much at the moment.", wait) : null;
        }
    }

    private TokenBucket? BucketOf(Person person, CommandKind kind, long now)
    {
        var key = (person.Handle, kind);
        if (_people.TryGetValue(key, out var bucket))
        {
            return bucket;
        }

        if (_people.Count >= MaxPeople && now >= _forgotAtUnixMs + ForgetEveryMs)
        {
            _forgotAtUnixMs = now;
            foreach (var (idle, _) in _people.Where(entry => entry.Value.IsFull(now)).ToArray())
            {
                _people.Remove(idle);
            }
        }

        if (_people.Count >= MaxPeople)
        {
            return null;
        }

        bucket = kind switch
        {
            CommandKind.Chat => new TokenBucket(ProtocolLimits.ChatBurst, ProtocolLimits.ChatsPerSecond),
            CommandKind.Like => new TokenBucket(ProtocolLimits.LikeBurst, ProtocolLimits.LikesPerSecond),
            _ => new TokenBucket(ProtocolLimits.CommandBurst, ProtocolLimits.CommandsPerSecond),
        };
        _people.Add(key, bucket);
        return bucket;
    }
}
