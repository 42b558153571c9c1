using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace CrossLive.PlatformSimulators.YouTube;

/// <summary>
/// Google's side of renewing tokens for one channel: POST with grant_type=refresh_token; tokens that end, grants that are taken back, errors on demand.
/// After Google Identity, "Using OAuth 2.0 for Web Server Applications", and RFC 6749, sections 5 and 6.
/// </summary>
public sealed class SimulatedOAuth(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);
    private (HttpStatusCode Status, string Error, string Description)? _failure;
    private int _asked;

    /// <summary>The application's id.</summary>
    public string ClientId { get; set; } = "app.apps.example";

    /// <summary>Its secret.</summary>
    public string ClientSecret { get; set; } = "GOCSPX-secret";

    /// <summary>What the channel's owner has allowed; null: nothing, or not any more.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>How long a token is good; Google's are for 3,599 s.</summary>
    public long LifetimeSeconds { get; set; } = 3_599;

    /// <summary>How often a token was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The owner takes back what was allowed: its tokens end at once, too.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            RefreshToken = null;
            _ends.Clear();
        }
    }

    /// <summary>The tokens of now end before their time.</summary>
    public void EndTokens()
    {
        lock (_lock)
        {
            _ends.Clear();
        }
    }

    /// <summary>All who ask are answered with an error; null: no more.</summary>
    public void Fail(HttpStatusCode? status, string error = "", string description = "")
    {
        lock (_lock)
        {
            _failure = status is { } one ? (one, error, description) : null;
        }
    }

    /// <summary>Whether a request's Authorization is a token that is good now.</summary>
    public bool IsGood(string? authorization)
    {
        const string Scheme = "Bearer ";
        lock (_lock)
        {
            return authorization?.StartsWith(Scheme, StringComparison.Ordinal) == true && _ends.TryGetValue(authorization[Scheme.Length..], out var end) && time.GetUtcNow() < end;
        }
    }

    internal async Task<IResult> AnswerAsync(HttpRequest request)
    {
        Interlocked.Increment(ref _asked);
        if (!request.HasFormContentType)
        {
            return Error(HttpStatusCode.BadRequest, "invalid_request", "Required parameter is missing: grant_type");
        }

        var form = await request.ReadFormAsync();
        lock (_lock)
        {
            return Answer(form);
        }
    }

    private IResult Answer(IFormCollection form)
    {
        if (_failure is { } failure)
        {
            return Error(failure.Status, failure.Error, failure.Description);
        }

        if (form["grant_type"] != "refresh_token")
        {
            return Error(HttpStatusCode.BadRequest, "unsupported_grant_type", "Invalid grant_type: " + form["grant_type"]);
        }

        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
        {
            return Error(HttpStatusCode.Unauthorized, "invalid_client", form["client_id"] != ClientId ? "The OAuth client was not found." : "Unauthorized");
        }

        if (RefreshToken is null || form["refresh_token"] != RefreshToken)
        {
            return Error(HttpStatusCode.BadRequest, "invalid_grant", "Token has been expired or revoked.");
        }

        var token = string.Create(CultureInfo.InvariantCulture, $"ya29.simulated-{_asked}");
        _ends[token] = time.GetUtcNow() + TimeSpan.FromSeconds(LifetimeSeconds);
        return Results.Json(new { access_token = token, expires_in = LifetimeSeconds, scope = "https://www.googleapis.com/auth/youtube", token_type = "Bearer" });
    }

    private static IResult Error(HttpStatusCode status, string error, string description) => Results.Json(new { error, error_description = description }, statusCode: (int)status);
}
