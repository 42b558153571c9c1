namespace CrossLive.Platforms.YouTube;

/// <summary>
/// The channels' tokens, in memory only: one that can be renewed is, shortly before it ends or when YouTube no longer takes it, once for all who ask at that time.
/// While a renewal fails, a token that is still good is used.
/// </summary>
public sealed class YouTubeTokens(YouTubeTokenClient client, TimeProvider time)
{
    /// <summary>Most channels whose tokens are remembered; all are forgotten for one more.</summary>
    public const int MaxKnown = 1_000;

    /// <summary>A token is renewed so long before its end, or when a quarter of its time is left where that is less.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>After a refusal Google is not asked again for so long: only a person can change it, by connecting anew.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(10);

    /// <summary>After any other failure it is not asked again for so long.</summary>
    public static readonly TimeSpan FailedFor = TimeSpan.FromSeconds(5);

    /// <summary>A token younger than this that YouTube does not take is no matter of its age: no other is asked for.</summary>
    public static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    private const int Quarters = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<YouTubeRenewal, Known> _known = [];

    /// <summary>Whether a connection has a token at all.</summary>
    public static bool IsNamedBy(PlatformConnection connection) =>
        connection.Settings.ContainsKey(YouTubeDeclaration.AccessToken) || connection.Settings.ContainsKey(YouTubeDeclaration.RefreshToken);

    /// <summary>A connection's token; null where it has none.</summary>
    /// <exception cref="YouTubeException">It cannot be renewed; the kind says what to do.</exception>
    public async Task<string?> GetAsync(PlatformConnection connection, CancellationToken cancellationToken)
    {
        if (YouTubeRenewal.From(connection) is not { } renewal)
        {
            return connection.Settings.GetValueOrDefault(YouTubeDeclaration.AccessToken);
        }

        var known = Find(renewal);
        if (Current(known) is { } token)
        {
            return token;
        }

        // Off the caller's scheduler: others wait for it, too, and a grain may end meanwhile.
        await known.One.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Current(known) is { } renewed)
            {
                return renewed;
            }

            await RenewAsync(renewal, known, cancellationToken).ConfigureAwait(false);
            return Usable(known);
        }
        finally
        {
            known.One.Release();
        }
    }

    /// <summary>Another token in place of one that YouTube does not take; null where there is none that is worth a try.</summary>
    /// <exception cref="YouTubeException">It cannot be renewed; the kind says what to do.</exception>
    public async Task<string?> ReplaceAsync(PlatformConnection connection, string refused, CancellationToken cancellationToken)
    {
        if (YouTubeRenewal.From(connection) is not { } renewal)
        {
            return null;
        }

        var known = Find(renewal);
        lock (_gate)
        {
            if (string.Equals(known.Token, refused, StringComparison.Ordinal))
            {
                if (time.GetUtcNow() - known.GotAt < LeastAge)
                {
                    return null;
                }

                known.Token = null;
            }
        }

        return await GetAsync(connection, cancellationToken);
    }

    /// <summary>Somebody has connected anew: Google is asked again, whatever it said before.</summary>
    public void Forget(PlatformConnection connection)
    {
        if (YouTubeRenewal.From(connection) is { } renewal)
        {
            lock (_gate)
            {
                _known.Remove(renewal);
            }
        }
    }

    private Known Find(YouTubeRenewal renewal)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(renewal, out var known))
            {
                if (_known.Count >= MaxKnown)
                {
                    _known.Clear();
                }

                _known[renewal] = known = new Known();
            }

            return known;
        }
    }

    // Null: it is time to ask Google.
    private string? Current(Known known)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            return known.Token is not null && now < known.RenewAt ? known.Token
                : now < known.NotBefore ? Usable(known)
                : null;
        }
    }

    private string Usable(Known known)
    {
        lock (_gate)
        {
            if (known.Token is { } token && time.GetUtcNow() < known.EndsAt)
            {
                return token;
            }

            throw known.Failure is { } failure
                ? new YouTubeException(failure.Kind, failure.Message, failure)
                : new YouTubeException(YouTubeFailureKind.Unavailable, "Google's token had run out before it came.");
        }
    }

    private async Task RenewAsync(YouTubeRenewal renewal, Known known, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        try
        {
            var token = await client.RenewAsync(renewal, cancellationToken).ConfigureAwait(false);
            var lifetime = TimeSpan.FromMilliseconds(token.LifetimeMs);
            lock (_gate)
            {
                (known.Token, known.GotAt, known.EndsAt, known.NotBefore, known.Failure) = (token.AccessToken, askedAt, askedAt + lifetime, default, null);
                known.RenewAt = known.EndsAt - (lifetime / Quarters < RenewBefore ? lifetime / Quarters : RenewBefore);
            }
        }
        catch (YouTubeException failure)
        {
            lock (_gate)
            {
                (known.Failure, known.NotBefore) = (failure, time.GetUtcNow() + (failure.Kind == YouTubeFailureKind.TokenNotRenewed ? RefusedFor : FailedFor));
            }
        }
    }

    private sealed class Known
    {
        public string? Token { get; set; }

        public DateTimeOffset GotAt { get; set; }

        public DateTimeOffset RenewAt { get; set; }

        public DateTimeOffset EndsAt { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public YouTubeException? Failure { get; set; }

        /// <summary>One asks Google, the others wait for what it says. Without a timeout it holds nothing that has to be disposed of.</summary>
        public SemaphoreSlim One { get; } = new(1);
    }
}
