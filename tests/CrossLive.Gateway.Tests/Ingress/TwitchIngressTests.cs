using System.Net;
using CrossLive.Platforms;
using CrossLive.Platforms.Twitch;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

public sealed class TwitchIngressTests : IAsyncLifetime
{
    private const string Follow = """{"subscription":{"type":"channel.follow"},"event":{"user_id":"42","user_name":"Mika","broadcaster_user_id":"9001"}}""";
    private IngressServer _server = null!;

    public async Task InitializeAsync() => _server = await IngressServer.StartConnectedAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task A_challenge_is_answered_with_its_bare_text()
    {
        using var response = await _server.Http.SendAsync(_server.TwitchSigned("""{"challenge":"pogchamp-kappa","subscription":{}}""", TwitchHeaders.Verification));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await response.Content.ReadAsStringAsync()).ShouldBe("pogchamp-kappa");
        response.Content.Headers.ContentLength.ShouldBe(14);
    }

    [Fact]
    public async Task A_challenge_that_is_not_signed_is_not_answered() =>
        await _server.Http.SendAsync(_server.TwitchSigned("""{"challenge":"x"}""", TwitchHeaders.Verification, secret: "another-secret"))
            .ShouldBeProblemAsync(HttpStatusCode.Forbidden, IngressCode.SignatureWrong);

    [Fact]
    public async Task An_event_is_taken_and_its_repeat_recognised()
    {
        (await _server.Http.SendAsync(_server.TwitchSigned(Follow)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["accepted"]);
        (await _server.Http.SendAsync(_server.TwitchSigned(Follow)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["repeated"]);

        _server.Twitch.Delivered.ShouldHaveSingleItem().Body.ShouldBe(new Follow());
    }

    [Fact]
    public async Task An_event_of_more_than_ten_minutes_ago_is_answered_403() =>
        await _server.Http.SendAsync(_server.TwitchSigned(Follow, at: IngressServer.Start.AddSeconds(-601))).ShouldBeProblemAsync(HttpStatusCode.Forbidden, IngressCode.SignatureStale);

    [Fact]
    public async Task A_webhook_signature_is_none_for_twitch() =>
        await _server.Http.SendAsync(_server.Signed(Follow, "application/json", "/ingress/r1/twitch")).ShouldBeProblemAsync(HttpStatusCode.Forbidden, IngressCode.SignatureMissing);

    [Fact]
    public async Task A_revocation_is_noted_with_the_adapter()
    {
        await _server.Http.SendAsync(_server.TwitchSigned("""{"subscription":{"status":"authorization_revoked","type":"channel.follow"}}""", TwitchHeaders.Revocation))
            .ShouldBeAsync(HttpStatusCode.NoContent);

        _server.Twitch.Revocation.ShouldBe("authorization_revoked (channel.follow)");
    }

    [Fact]
    public async Task What_can_never_be_taken_is_answered_202_so_that_it_is_not_sent_for_ever()
    {
        var unknown = Follow.Replace("channel.follow", "channel.raid", StringComparison.Ordinal);
        (await _server.Http.SendAsync(_server.TwitchSigned(unknown)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe([IngressCode.EventUnknown]);

        _server.Twitch.Answer = _ => CommandAnswer.Reject(Rejection.RoomClosed, "The room is closed.");
        (await _server.Http.SendAsync(_server.TwitchSigned(Follow)).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe([Rejection.RoomClosed]);
    }

    [Fact]
    public async Task What_may_be_taken_later_is_answered_503_so_that_it_is_sent_again()
    {
        _server.Twitch.Answer = _ => CommandAnswer.Reject(Rejection.RoomUnavailable, "The room moves.");

        await _server.Http.SendAsync(_server.TwitchSigned(Follow)).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Rejection.RoomUnavailable);
    }

    [Fact]
    public async Task A_signed_body_that_is_no_message_is_answered_400() =>
        await _server.Http.SendAsync(_server.TwitchSigned("{")).ShouldBeProblemAsync(HttpStatusCode.BadRequest, IngressCode.BodyMalformed);
}
