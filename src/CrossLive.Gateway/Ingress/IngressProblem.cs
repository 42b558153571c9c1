using System.Globalization;
using CrossLive.Platforms;
using CrossLive.Rooms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrossLive.Gateway.Ingress;

/// <summary>Answers that say no, as problem details (RFC 9457) with a stable <c>code</c>.</summary>
internal static class IngressProblem
{
    private const long DefaultRetryAfterMs = 1_000;

    /// <summary>A problem.</summary>
    public static ProblemHttpResult Of(int status, string code, string detail, IReadOnlyList<EventOutcome>? events = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (events is not null)
        {
            extensions["events"] = events;
        }

        return TypedResults.Problem(detail, statusCode: status, type: $"urn:crosslive:{code}", extensions: extensions);
    }

    /// <summary>A problem that goes away: the sender is told when to come back, in whole seconds, at least one.</summary>
    public static IResult Later(HttpContext http, int status, string code, string detail, long? retryAfterMs, IReadOnlyList<EventOutcome>? events = null)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling((retryAfterMs ?? DefaultRetryAfterMs) / 1_000.0));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Of(status, code, detail, events);
    }

    /// <summary>The room cannot be reached.</summary>
    public static IResult Unavailable(HttpContext http) =>
        Later(http, StatusCodes.Status503ServiceUnavailable, Rejection.RoomUnavailable, "The room does not answer. Send the same again later.", DefaultRetryAfterMs);

    /// <summary>What a parser refused as a whole.</summary>
    public static IResult From(PayloadException exception) => Of(
        exception.Code == IngressCode.ContentTypeUnsupported ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status400BadRequest,
        exception.Code,
        exception.Message);

    /// <summary>The body is larger than is taken. The rest of it is not read: the connection ends.</summary>
    public static IResult TooLarge(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return Of(StatusCodes.Status413PayloadTooLarge, IngressCode.BodyTooLarge, $"A body has at most {IngressOptions.MaxBodyBytes} bytes.");
    }

    /// <summary>The signature is missing, wrong or stale.</summary>
    public static IResult Unsigned(int status, SignatureCheck check, TimeSpan tolerance) => Of(status, CodeOf(check), check switch
    {
        SignatureCheck.Missing => "The signature, its id or its timestamp is missing or has not its form.",
        SignatureCheck.Wrong => "None of the platform's secrets made this signature over these bytes.",
        _ => $"The signature is more than {tolerance.TotalMinutes} minutes from this server's time.",
    });

    /// <summary>The code of a signature that is not valid.</summary>
    public static string CodeOf(SignatureCheck check) => check switch
    {
        SignatureCheck.Missing => IngressCode.SignatureMissing,
        SignatureCheck.Wrong => IngressCode.SignatureWrong,
        SignatureCheck.Stale => IngressCode.SignatureStale,
        _ => throw new ArgumentOutOfRangeException(nameof(check)),
    };
}
