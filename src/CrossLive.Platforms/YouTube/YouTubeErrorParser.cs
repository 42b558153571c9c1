using System.Net;
using System.Text.Json;

namespace CrossLive.Platforms.YouTube;

/// <summary>What an answer that is no page says. Source: YouTube Live Streaming API, "LiveChatMessages: list", errors.</summary>
internal static class YouTubeErrorParser
{
    public static YouTubeException Parse(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        var reason = ReasonOf(body);
        return new YouTubeException(KindOf(reason, status), $"YouTube answered {(int)status}{(reason is null ? "" : $" {reason}")}.");
    }

    // The reason says more than the status: a quota, an ended chat and a wrong key are all 403.
    private static YouTubeFailureKind KindOf(string? reason, HttpStatusCode status) => reason switch
    {
        "quotaExceeded" or "dailyLimitExceeded" => YouTubeFailureKind.QuotaExceeded,
        "rateLimitExceeded" or "userRateLimitExceeded" => YouTubeFailureKind.RateLimited,
        "liveChatEnded" or "liveChatDisabled" or "liveChatNotFound" => YouTubeFailureKind.ChatEnded,
        "pageTokenInvalid" or "invalidPageToken" => YouTubeFailureKind.CursorInvalid,
        _ => KindOf(status),
    };

    private static YouTubeFailureKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => YouTubeFailureKind.RateLimited,
        HttpStatusCode.Unauthorized => YouTubeFailureKind.TokenInvalid,
        HttpStatusCode.NotFound => YouTubeFailureKind.ChatEnded,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.RequestTimeout => YouTubeFailureKind.NotAllowed,
        _ => YouTubeFailureKind.Unavailable,
    };

    private static string? ReasonOf(ReadOnlyMemory<byte> body)
    {
        const int MaxReasonLength = 60;
        try
        {
            using var document = PayloadObject.ParseDocument(body);
            var errors = new PayloadObject(document.RootElement, "").Object("error").Elements("errors");
            return errors.Count == 0 ? null : new PayloadObject(errors[0], "error").OptionalText("reason", MaxReasonLength);
        }
        catch (Exception exception) when (exception is PayloadException or EventRefusedException or JsonException)
        {
            // A proxy's error page: the status has to do.
            return null;
        }
    }
}
