using System.Net;
using System.Text;
using CrossLive.Platforms.YouTube;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.YouTube;

public sealed class YouTubeChatClientTests
{
    private static readonly YouTubeChatAddress Address = new(new Uri("http://127.0.0.1:1/"), "chat", "AIzaKey");

    [Fact]
    public async Task A_page_is_asked_for_with_its_token_and_the_key_in_a_header()
    {
        HttpRequestMessage? asked = null;
        var client = ClientThat(request =>
        {
            asked = request;
            return Answer(HttpStatusCode.OK, YouTubeBody.Page(YouTubeBody.Text));
        });

        var page = await client.GetPageAsync(Address, "t1", CancellationToken.None);

        page.Events.Count.ShouldBe(1);
        asked!.RequestUri!.Query.ShouldContain("pageToken=t1");
        asked.RequestUri.Query.ShouldNotContain("AIzaKey");
        asked.Headers.GetValues(YouTubeChatClient.ApiKeyHeader).ShouldBe(["AIzaKey"]);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "quotaExceeded", YouTubeFailureKind.QuotaExceeded)]
    [InlineData(HttpStatusCode.Forbidden, "rateLimitExceeded", YouTubeFailureKind.RateLimited)]
    [InlineData(HttpStatusCode.Forbidden, "liveChatEnded", YouTubeFailureKind.ChatEnded)]
    [InlineData(HttpStatusCode.Forbidden, "forbidden", YouTubeFailureKind.NotAllowed)]
    [InlineData(HttpStatusCode.NotFound, "liveChatNotFound", YouTubeFailureKind.ChatEnded)]
    [InlineData(HttpStatusCode.BadRequest, "pageTokenInvalid", YouTubeFailureKind.CursorInvalid)]
    [InlineData(HttpStatusCode.TooManyRequests, "other", YouTubeFailureKind.RateLimited)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "backendError", YouTubeFailureKind.Unavailable)]
    public async Task An_error_says_what_to_do(HttpStatusCode status, string reason, YouTubeFailureKind kind)
    {
        var client = ClientThat(_ => Answer(status, $$$"""{"error":{"code":{{{(int)status}}},"message":"m","errors":[{"domain":"youtube","reason":"{{{reason}}}"}]}}"""));

        var failure = await Should.ThrowAsync<YouTubeException>(() => client.GetPageAsync(Address, null, CancellationToken.None));

        failure.Kind.ShouldBe(kind);
        failure.Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>captive portal</html>")]
    [InlineData(HttpStatusCode.BadGateway, "<html>nginx</html>")]
    [InlineData(HttpStatusCode.Redirect, "")]
    public async Task Nonsense_counts_as_unavailable(HttpStatusCode status, string body)
    {
        var failure = await Should.ThrowAsync<YouTubeException>(() => ClientThat(_ => Answer(status, body)).GetPageAsync(Address, null, CancellationToken.None));

        failure.Kind.ShouldBe(YouTubeFailureKind.Unavailable);
    }

    [Fact]
    public async Task A_cut_connection_counts_as_unavailable_and_a_stop_is_a_stop()
    {
        var cut = ClientThat(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        (await Should.ThrowAsync<YouTubeException>(() => cut.GetPageAsync(Address, null, CancellationToken.None))).Kind.ShouldBe(YouTubeFailureKind.Unavailable);

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cut.GetPageAsync(Address, null, stopped.Token));
    }

    private static YouTubeChatClient ClientThat(Func<HttpRequestMessage, HttpResponseMessage> answer) => new(new HttpClient(new StubHandler(answer)));

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private sealed class StubHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(answer(request));
        }
    }
}
