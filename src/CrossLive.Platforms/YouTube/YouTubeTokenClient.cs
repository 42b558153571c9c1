using System.Net;
using System.Text.Json;

namespace CrossLive.Platforms.YouTube;

/// <summary>A token and how long it is good from when it was asked for.</summary>
public sealed record YouTubeToken(string AccessToken, long LifetimeMs)
{
    /// <inheritdoc/>
    public override string ToString() => $"a token for {LifetimeMs} ms";
}

/// <summary>Asks Google for a channel's next token: grant type refresh_token. Register it with <see cref="YouTubeServices.AddYouTubeClients"/>.</summary>
public sealed class YouTubeTokenClient(HttpClient http)
{
    /// <summary>Most bytes of an answer.</summary>
    public const int MaxAnswerBytes = 64 * 1024;

    /// <summary>Most characters of a token (Google's limit is 2,048 bytes).</summary>
    public const int MaxTokenLength = 4_096;

    private const int MaxErrorLength = 60, MaxDescriptionLength = 200;

    /// <summary>Asks for it.</summary>
    /// <exception cref="YouTubeException">There is none; its kind says what to do.</exception>
    public async Task<YouTubeToken> RenewAsync(YouTubeRenewal renewal, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, renewal.TokenAddress)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "refresh_token"),
                new("client_id", renewal.ClientId),
                new("client_secret", renewal.ClientSecret),
                new("refresh_token", renewal.RefreshToken),
            ]),
        };
        return await YouTubeCall.AskAsync(http, "Google's token endpoint", request, Read, (status, body) => Refused(renewal, status, body), cancellationToken);
    }

    private static YouTubeToken Read(byte[] body)
    {
        using var document = PayloadObject.ParseDocument(body);
        try
        {
            var answer = new PayloadObject(document.RootElement, "");
            var (token, seconds) = (answer.Text("access_token", MaxTokenLength), answer.Integer("expires_in"));
            return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f') && seconds is > 0 and <= int.MaxValue
                ? new YouTubeToken(token, seconds * 1_000)
                : throw new PayloadException(IngressCode.BodyMalformed, "It names no token, or no time that it is good for.");
        }
        catch (EventRefusedException malformed)
        {
            // Its message names a field and no value.
            throw new PayloadException(IngressCode.BodyMalformed, malformed.Message, malformed);
        }
    }

    private static YouTubeException Refused(YouTubeRenewal renewal, HttpStatusCode status, byte[] body)
    {
        var (error, description) = ReasonOf(body);
        string[] secrets = [renewal.ClientId, renewal.ClientSecret, renewal.RefreshToken];
        var said = error is null ? $"{(int)status}" : string.IsNullOrEmpty(description) ? error : $"{error}: {description}";
        if (secrets.Any(secret => said.Contains(secret, StringComparison.Ordinal)))
        {
            said = $"{(int)status}";
        }

        return error switch
        {
            "invalid_grant" => new YouTubeException(
                YouTubeFailureKind.TokenNotRenewed, $"Google does not renew the channel's token ({said}): allow it anew, and connect the platform with the new '{YouTubeDeclaration.RefreshToken}'."),
            "invalid_client" or "unauthorized_client" or "deleted_client" => new YouTubeException(
                YouTubeFailureKind.TokenNotRenewed,
                $"Google does not renew the channel's token ({said}): connect the platform with the '{YouTubeDeclaration.ClientId}' and '{YouTubeDeclaration.ClientSecret}' that the '{YouTubeDeclaration.RefreshToken}' was made for."),
            _ when status == HttpStatusCode.TooManyRequests || error == "rate_limit_exceeded" => new YouTubeException(YouTubeFailureKind.RateLimited, $"Google's token endpoint asks to wait ({said})."),
            _ when status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout => new YouTubeException(
                YouTubeFailureKind.TokenNotRenewed, $"Google does not renew the channel's token ({said}): connect the platform anew."),
            _ => new YouTubeException(YouTubeFailureKind.Unavailable, $"Google's token endpoint answered {said}."),
        };
    }

    private static (string? Error, string? Description) ReasonOf(byte[] body)
    {
        try
        {
            using var document = PayloadObject.ParseDocument(body);
            var answer = new PayloadObject(document.RootElement, "");
            var error = answer.OptionalText("error", MaxErrorLength);
            return (error, DescriptionOf(answer));
        }
        catch (Exception exception) when (exception is PayloadException or EventRefusedException or JsonException)
        {
            // A proxy's error page: the status has to do.
            return (null, null);
        }
    }

    private static string? DescriptionOf(PayloadObject answer)
    {
        try
        {
            return answer.OptionalText("error_description", MaxDescriptionLength);
        }
        catch (EventRefusedException)
        {
            // Too long to be shown; the error itself says what to do.
            return null;
        }
    }
}
