using System.Net;
using System.Text;
using CrossLive.Platforms;
using CrossLive.Platforms.StandardWebhooks;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

public sealed class GenericIngressTests : IAsyncLifetime
{
    private const string Batch = "application/cloudevents-batch+json";
    private IngressServer _server = null!;

    public async Task InitializeAsync() => _server = await IngressServer.StartConnectedAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task A_signed_event_is_taken_and_its_position_told()
    {
        var answer = await SendAsync(_server.Signed(Events.Chat("hola"))).ShouldBeAsync(HttpStatusCode.Accepted);

        var e = answer.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        e.GetProperty("id").GetString().ShouldBe("e1");
        e.GetProperty("outcome").GetString().ShouldBe("accepted");
        e.GetProperty("position").GetProperty("sequence").GetInt64().ShouldBe(1);
        _server.TikTok.Delivered.ShouldHaveSingleItem().Body.ShouldBe(new PostChat("hola"));
    }

    [Fact]
    public async Task The_same_event_in_three_modes_has_one_effect()
    {
        var binary = _server.Signed("""{"user":{"id":"u1","name":"Ana"},"text":"hola"}""", "application/json");
        foreach (var (name, value) in new[] { ("specversion", "1.0"), ("id", "e1"), ("source", "/bridge/7"), ("type", "crosslive.chat") })
        {
            binary.Headers.Add("ce-" + name, value);
        }

        (await SendAsync(_server.Signed(Events.Chat("hola"))).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["accepted"]);
        (await SendAsync(_server.Signed(Events.Batch(Events.Chat("hola")), Batch)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["repeated"]);
        (await SendAsync(binary).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["repeated"]);

        _server.TikTok.Delivered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task In_a_batch_the_good_events_are_taken_and_the_bad_ones_named()
    {
        var body = Events.Batch(Events.Like("1"), Events.Of("crosslive.chat", "{}", "2"), Events.Of("crosslive.dance", "{}", "3"), Events.Chat("hi", "4"));

        var answer = await SendAsync(_server.Signed(body, Batch)).ShouldBeAsync(HttpStatusCode.Accepted);

        answer.Outcomes().ShouldBe(["accepted", IngressCode.EventMalformed, IngressCode.EventUnknown, "accepted"]);
        _server.TikTok.Delivered.Count.ShouldBe(2);
        _server.TikTok.Refusals.ShouldBe([(IngressCode.EventMalformed, 1), (IngressCode.EventUnknown, 1)]);
    }

    [Fact]
    public async Task An_empty_batch_is_taken() => (await SendAsync(_server.Signed("[]", Batch)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBeEmpty();

    [Theory]
    [InlineData("{", IngressCode.BodyMalformed)]
    [InlineData("\u0000", IngressCode.BodyMalformed)]
    [InlineData("[]", IngressCode.EventMalformed)]
    [InlineData("""{"specversion":"1.0"}""", IngressCode.EventMalformed)]
    public async Task A_body_that_is_no_event_is_answered_400(string body, string code) =>
        await SendAsync(_server.Signed(body)).ShouldBeProblemAsync(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Half_a_surrogate_in_a_text_is_answered_422_and_named() =>
        await SendAsync(_server.Signed(Events.Chat("\\ud83d"))).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, Rejection.TextMalformed);

    [Theory]
    [InlineData("crosslive.dance", "{}", IngressCode.EventUnknown)]
    [InlineData("crosslive.message.deleted", """{"messageId":"1"}""", Rejection.EventNotDeclared)]
    [InlineData("crosslive.gift", """{"user":{"id":"1"},"giftId":"g","unitPrice":{"amount":"1.5","currency":"JPY"}}""", Rejection.AmountInvalid)]
    [InlineData("crosslive.gift", """{"user":{"id":"1"},"giftId":"g","unitPrice":{"minorUnits":1,"currency":"ABC"}}""", Rejection.CurrencyUnknown)]
    [InlineData("crosslive.gift", """{"user":{"id":"1"},"giftId":"g","unitPrice":{"minorUnits":-1,"currency":"USD"}}""", Rejection.AmountInvalid)]
    [InlineData("crosslive.gift", """{"user":{"id":"1"},"giftId":"g","unitPrice":{"minorUnits":9000000000000000000,"currency":"USD"}}""", Rejection.AmountInvalid)]
    [InlineData("crosslive.like", """{"count":0}""", Rejection.CountInvalid)]
    public async Task What_breaks_a_rule_is_answered_422_with_the_rule(string type, string data, string code)
    {
        await SendAsync(_server.Signed(Events.Of(type, data))).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, code);

        _server.TikTok.Delivered.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_room_refuses_is_answered_422_with_the_room_s_code()
    {
        _server.TikTok.Answer = _ => CommandAnswer.Reject(Rejection.RoomClosed, "The room is closed.");

        var problem = await SendAsync(_server.Signed(Events.Chat("hi"))).ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, Rejection.RoomClosed);

        problem.Outcomes().ShouldBe([Rejection.RoomClosed]);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/cloudevents+xml")]
    [InlineData("application/cloudevents+json; charset=utf-16")]
    public async Task Another_content_type_is_answered_415(string contentType) =>
        await SendAsync(_server.Signed(Events.Like(), contentType)).ShouldBeProblemAsync(HttpStatusCode.UnsupportedMediaType, IngressCode.ContentTypeUnsupported);

    [Fact]
    public async Task A_missing_signature_is_answered_401_before_the_body_is_read_as_anything()
    {
        var request = _server.Signed("not even json");
        request.Headers.Remove(WebhookSigner.SignatureHeader);

        await SendAsync(request).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureMissing);

        _server.TikTok.Refusals.ShouldBe([(IngressCode.SignatureMissing, 1)]);
    }

    [Fact]
    public async Task A_wrong_signature_is_answered_401()
    {
        var tampered = _server.Signed(Events.Like());
        tampered.Content = new StringContent(Events.Like("e2"), Encoding.UTF8, "application/cloudevents+json");

        await SendAsync(tampered).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureWrong);
        await SendAsync(_server.Signed(Events.Like(), secret: WebhookSecret.Format(new byte[32]))).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureWrong);
    }

    [Fact]
    public async Task An_old_signature_and_one_from_the_future_are_answered_401()
    {
        await SendAsync(_server.Signed(Events.Like(), at: IngressServer.Start.AddSeconds(-301))).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureStale);
        await SendAsync(_server.Signed(Events.Like(), at: IngressServer.Start.AddSeconds(301))).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureStale);
    }

    [Fact]
    public async Task A_replayed_request_is_answered_repeated_while_its_signature_is_young()
    {
        (await SendAsync(_server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["accepted"]);
        (await SendAsync(_server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["repeated"]);

        _server.TikTok.Delivered.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_secrets_rotate_both_are_good()
    {
        var next = WebhookSecret.Format(Enumerable.Repeat((byte)7, 32).ToArray());
        _server.TikTok.Connection = new PlatformConnection("tiktok", [next, IngressServer.WebhookSecretText], new Dictionary<string, string>());

        await SendAsync(_server.Signed(Events.Like("1"))).ShouldBeAsync(HttpStatusCode.Accepted);
        await SendAsync(_server.Signed(Events.Like("2"), secret: next)).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("/ingress/r1/myspace", Rejection.PlatformUnknown)]
    [InlineData("/ingress/r1/web", Rejection.PlatformUnknown)]
    [InlineData("/ingress/r1/youtube", IngressCode.Polled)]
    [InlineData("/ingress/r1/douyin", IngressCode.NotConnected)]
    [InlineData("/ingress/other/tiktok", IngressCode.NotConnected)]
    [InlineData("/ingress/a%20b/tiktok", Rejection.RoomUnknown)]
    public async Task What_is_not_there_is_answered_404(string path, string code) =>
        await SendAsync(_server.Signed(Events.Like(), path: path)).ShouldBeProblemAsync(HttpStatusCode.NotFound, code);

    [Fact]
    public async Task A_room_that_nobody_opened_is_answered_404()
    {
        _server.TikTok.Answer = _ => CommandAnswer.Reject(Rejection.RoomUnknown, "Nobody has opened a room by this name.");

        await SendAsync(_server.Signed(Events.Like())).ShouldBeProblemAsync(HttpStatusCode.NotFound, Rejection.RoomUnknown);
    }

    [Fact]
    public async Task A_platform_that_was_disconnected_is_answered_410()
    {
        await _server.TikTok.DisconnectAsync();

        await SendAsync(_server.Signed(Events.Like())).ShouldBeProblemAsync(HttpStatusCode.Gone, IngressCode.Disconnected);
    }

    [Theory]
    [InlineData(Rejection.RoomBusy, HttpStatusCode.ServiceUnavailable)]
    [InlineData(Rejection.RoomUnavailable, HttpStatusCode.ServiceUnavailable)]
    [InlineData(Rejection.StorageFull, HttpStatusCode.ServiceUnavailable)]
    [InlineData(Rejection.RoomRate, HttpStatusCode.TooManyRequests)]
    public async Task What_may_work_later_says_when_even_where_part_of_the_batch_was_taken(string code, HttpStatusCode status)
    {
        _server.TikTok.Answer = command => command.Body is SendLikes ? CommandAnswer.Reject(code, "Later.", 2_500) : null!;

        using var response = await SendAsync(_server.Signed(Events.Batch(Events.Chat("hi", "1"), Events.Like("2")), Batch));

        response.StatusCode.ShouldBe(status);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
        (await Task.FromResult(response).ShouldBeProblemAsync(status, code)).Outcomes().ShouldBe(["accepted", code]);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_answered_503_and_the_next_request_asks_anew()
    {
        _server.TikTok.Failure = new TimeoutException();
        await SendAsync(_server.Signed(Events.Like())).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Rejection.RoomUnavailable);

        _server.TikTok.Failure = null;
        await SendAsync(_server.Signed(Events.Like())).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_room_that_takes_too_long_is_answered_503()
    {
        _server.TikTok.Hold = new TaskCompletionSource();
        var sending = SendAsync(_server.Signed(Events.Like()));

        await _server.TikTok.Reached.Task;
        while (!sending.IsCompleted)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await sending.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Rejection.RoomUnavailable);
        _server.TikTok.Hold.SetResult();
    }

    [Fact]
    public async Task A_connection_is_looked_up_once_in_five_seconds()
    {
        for (var i = 0; i < 10; i++)
        {
            await SendAsync(_server.Signed(Events.Like($"{i}"))).ShouldBeAsync(HttpStatusCode.Accepted);
        }

        _server.TikTok.LookUps.ShouldBe(1);
        _server.Time.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(_server.Signed(Events.Like("x"))).ShouldBeAsync(HttpStatusCode.Accepted);
        _server.TikTok.LookUps.ShouldBe(2);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _server.Http.SendAsync(request);
}
