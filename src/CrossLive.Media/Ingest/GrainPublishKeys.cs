using CrossLive.Media.Rtmp;
using Microsoft.Extensions.Logging;

namespace CrossLive.Media.Ingest;

/// <summary>The rooms' stream keys, which their <see cref="IMediaSessionGrain"/>s know.</summary>
internal sealed partial class GrainPublishKeys(IGrainFactory grains, TimeProvider time, ILogger<GrainPublishKeys> logger) : IPublishKeys
{
    // A room's session that moves from a dead process to a live one cannot be asked for two to three seconds, and that is when its publisher comes: it waits for the answer
    // instead of being sent away. So often and so far apart; then it is refused.
    private const int MaxTries = 20, TryEveryMs = 250;

    private const string Unavailable = "This server cannot take the stream just now: its cluster or its storage does not answer. Try again in a few seconds.";

    private const string UnknownKey = "This stream key is not known here: it was changed, revoked or mistyped. Copy the room's key anew.";

    /// <inheritdoc/>
    public async ValueTask<PublishVerdict> CheckAsync(string app, string key, string? remote, CancellationToken cancellation)
    {
        if (StreamKey.RoomOf(key) is not { } room)
        {
            return PublishVerdict.No(UnknownKey, RefusalCode.KeyUnknown);
        }

        var session = grains.GetGrain<IMediaSessionGrain>(room);
        var (isAnswered, known) = await AskAsync(session, key, cancellation);
        if (!isAnswered)
        {
            return PublishVerdict.No(Unavailable, RefusalCode.Unavailable);
        }

        if (known is not { } number)
        {
            await NoteAsync(session, nameof(StreamTurn.KeyUnknown), "Somebody tried a stream key of this room that is not its key (any more).", remote);
            return PublishVerdict.No(UnknownKey, RefusalCode.KeyUnknown);
        }

        if (!string.Equals(app, MediaOptions.App, StringComparison.Ordinal))
        {
            await NoteAsync(session, "AddressWrong", $"The publisher's address ends in another word than '/{MediaOptions.App}'.", remote);
            return PublishVerdict.No($"The key is right, the address is not: it ends in '/{MediaOptions.App}', with the key after it.", RefusalCode.AddressWrong);
        }

        return PublishVerdict.Into(room, number);
    }

    /// <summary>The key's number, asked for until the room's session answers.</summary>
    internal async ValueTask<(bool IsAnswered, long? Number)> AskAsync(IMediaSessionGrain session, string key, CancellationToken cancellation)
    {
        var digest = StreamKey.DigestOf(key);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (true, await session.CheckKeyAsync(digest));
            }
#pragma warning disable CA1031 // A grain that moves shows in many exceptions; each means the same: ask again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotAnswered(logger, StreamKey.RoomOf(key), tries, exception);
                if (tries == MaxTries)
                {
                    return (false, null);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(TryEveryMs), time, cancellation);
        }
    }

    [LoggerMessage(5022, LogLevel.Debug, "Room '{Room}': its stream key could not be checked, try {Tries}")]
    private static partial void LogNotAnswered(ILogger logger, string? room, int tries, Exception exception);

    private Task NoteAsync(IMediaSessionGrain session, string reason, string detail, string? remote) =>
        session.NoteRefusalAsync(new StreamEnd(time.GetUtcNow().ToUnixTimeMilliseconds(), reason, detail, remote));
}
