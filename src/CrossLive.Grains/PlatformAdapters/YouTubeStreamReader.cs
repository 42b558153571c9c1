using CrossLive.Media.Reception;
using CrossLive.Platforms.YouTube;

namespace CrossLive.Platforms;

/// <summary>
/// Asks YouTube how it receives the stream of a key. The key's stream is looked for among the channel's once, and asked for by its id from then on, which is one unit of
/// the quota; where the id has another key now, it is looked for again.
/// </summary>
internal sealed class YouTubeStreamReader(YouTubeStreamClient client, YouTubeTokens tokens, TimeProvider time)
{
    /// <summary>Most pages of a search: a channel with more than 200 streams has those that are on the air among the newest.</summary>
    public const int MaxPages = 4;

    /// <summary>Most streams whose ids are remembered; all are forgotten for one more.</summary>
    public const int MaxKnown = 16;

    // Less than a grain's call may take.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ReceptionAnswer TokenMissing = ReceptionAnswer.Of(
        ReceptionGap.TokenMissing,
        $"The platform's connection has no '{YouTubeDeclaration.AccessToken}' and no '{YouTubeDeclaration.RefreshToken}': connect it with one of the channel, of the scope youtube.readonly or wider.");

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    /// <summary>The connection has changed: its channel may be another.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>Asks. Failures are answers.</summary>
    public async Task<ReceptionAnswer> ReadAsync(PlatformConnection connection, byte[] keyDigest)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            if (await tokens.GetAsync(connection, patience.Token) is not { } token)
            {
                return TokenMissing;
            }

            return await FindAsync(connection, token, keyDigest, patience.Token) is { } stream
                ? ReceptionAnswer.Of(stream.Reading)
                : ReceptionAnswer.Of(ReceptionGap.StreamUnknown, "None of the streams of the channel that the connection's token belongs to has the destination's key.");
        }
        catch (YouTubeException failure)
        {
            return Failed(connection, failure);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return ReceptionAnswer.Of(ReceptionGap.Unavailable, "YouTube does not answer in time.");
        }
    }

    private async Task<YouTubeStream?> FindAsync(PlatformConnection connection, string token, byte[] keyDigest, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(YouTubeStreamAddress.From(connection, token), keyDigest, cancellationToken);
        }
        catch (YouTubeException refused) when (refused.Kind == YouTubeFailureKind.TokenInvalid)
        {
            if (await tokens.ReplaceAsync(connection, token, cancellationToken) is not { } another)
            {
                throw;
            }

            return await FindAsync(YouTubeStreamAddress.From(connection, another), keyDigest, cancellationToken);
        }
    }

    private async Task<YouTubeStream?> FindAsync(YouTubeStreamAddress address, byte[] keyDigest, CancellationToken cancellationToken)
    {
        var name = Convert.ToHexString(keyDigest);
        if (_ids.TryGetValue(name, out var id))
        {
            if ((await client.GetStreamAsync(address, id, keyDigest, cancellationToken)).Found is { } known)
            {
                return known;
            }

            _ids.Remove(name);
        }

        var page = await client.SearchAsync(address, null, keyDigest, cancellationToken);
        for (var pages = 1; page is { Found: null, NextPageToken: { } next } && pages < MaxPages; pages++)
        {
            page = await client.SearchAsync(address, next, keyDigest, cancellationToken);
        }

        if (page.Found is { } found)
        {
            if (_ids.Count >= MaxKnown)
            {
                _ids.Clear();
            }

            _ids[name] = found.Id;
        }

        return page.Found;
    }

    private static ReceptionAnswer Failed(PlatformConnection connection, YouTubeException failure) => failure.Kind switch
    {
        YouTubeFailureKind.QuotaExceeded => ReceptionAnswer.Of(ReceptionGap.QuotaUsedUp, failure.Message),
        YouTubeFailureKind.RateLimited => ReceptionAnswer.Of(ReceptionGap.RateLimited, failure.Message),
        YouTubeFailureKind.TokenNotRenewed => ReceptionAnswer.Of(ReceptionGap.TokenRefused, failure.Message),
        YouTubeFailureKind.TokenInvalid or YouTubeFailureKind.NotAllowed => ReceptionAnswer.Of(ReceptionGap.TokenRefused, $"{failure.Message} {WhyRefused(connection, failure.Kind)}"),
        _ => ReceptionAnswer.Of(ReceptionGap.Unavailable, failure.Message),
    };

    private static string WhyRefused(PlatformConnection connection, YouTubeFailureKind kind) => YouTubeRenewal.From(connection) is null
        ? $"The connection's '{YouTubeDeclaration.AccessToken}' has run out (Google's last an hour), or lacks the scope youtube.readonly: connect the platform anew, with a '{YouTubeDeclaration.RefreshToken}' it is renewed here."
        : kind == YouTubeFailureKind.TokenInvalid
            ? "It does not take the token that Google has only just given; another is asked for when that one is a minute old."
            : $"What the connection's '{YouTubeDeclaration.RefreshToken}' allows lacks the scope youtube.readonly: allow it anew, and connect the platform with the new one.";
}
