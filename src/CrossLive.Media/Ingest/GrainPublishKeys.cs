using CrossLive.Media.Rtmp;

namespace CrossLive.Media.Ingest;

/// <summary>The rooms' stream keys, which their <see cref="IMediaSessionGrain"/>s know.</summary>
internal sealed class GrainPublishKeys(IGrainFactory grains, TimeProvider time) : IPublishKeys
{
    private const string UnknownKey = "This stream key is not known here: it was changed, revoked or mistyped. Copy the room's key anew.";

    /// <inheritdoc/>
    public async ValueTask<PublishVerdict> CheckAsync(string app, string key, string? remote, CancellationToken cancellation)
    {
        if (StreamKey.RoomOf(key) is not { } room)
        {
            return PublishVerdict.No(UnknownKey, RefusalCode.KeyUnknown);
        }

        var session = grains.GetGrain<IMediaSessionGrain>(room);
        if (await session.CheckKeyAsync(StreamKey.DigestOf(key)) is not { } number)
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

    private Task NoteAsync(IMediaSessionGrain session, string reason, string detail, string? remote) =>
        session.NoteRefusalAsync(new StreamEnd(time.GetUtcNow().ToUnixTimeMilliseconds(), reason, detail, remote));
}
