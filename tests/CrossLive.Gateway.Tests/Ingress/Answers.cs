using System.Net;
using System.Text.Json;
using Shouldly;

namespace CrossLive.Gateway.Tests.Ingress;

/// <summary>Reads answers of the ingress.</summary>
internal static class Answers
{
    /// <summary>The body of an answer that must have this status.</summary>
    public static async Task<JsonElement> ShouldBeAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>An answer that must be problem details with this status and code.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this Task<HttpResponseMessage> sending, HttpStatusCode status, string code)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("type").GetString().ShouldBe("urn:crosslive:" + code);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        return problem;
    }

    public static string?[] Outcomes(this JsonElement answer) =>
        [.. answer.GetProperty("events").EnumerateArray().Select(e => e.TryGetProperty("code", out var code) ? code.GetString() : e.GetProperty("outcome").GetString())];
}
