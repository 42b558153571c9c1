using System.Net;
using CloudNative.CloudEvents;
using CrossLive.Platforms;
using CrossLive.PlatformSimulators.CloudEvents;
using CrossLive.PlatformSimulators.Twitch;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

/// <summary>The simulated platforms and the ingress understand each other: what demos and browser tests build on.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private IngressServer _server = null!;

    public async Task InitializeAsync() => _server = await IngressServer.StartConnectedAsync();

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task Twitch_verifies_its_webhook_sends_again_under_the_same_id_and_revokes()
    {
        var twitch = new TwitchSender(_server.Http, new Uri(_server.Address, "/ingress/r1/twitch"), IngressServer.TwitchSecret, "9001", new ImpatientTime(_server.Time));
        (await twitch.VerifyAsync("channel.follow", "challenge-1", CancellationToken.None)).ShouldBeTrue();

        var tries = 0;
        _server.Twitch.Answer = _ => ++tries == 1 ? CommandAnswer.Reject(Rejection.RoomUnavailable, "Moving.") : null!;
        var sending = twitch.SendAsync("channel.follow", "m1", new { user_id = "42", user_name = "Mika" }, CancellationToken.None);
        (await sending.ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["accepted"]);
        tries.ShouldBe(2);
        _server.Twitch.Delivered.ShouldHaveSingleItem().Key.ShouldBe(CommandKey.For("twitch/9001", "m1"));
        (await twitch.RevokeAsync("channel.follow", "authorization_revoked", CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_bridge_sends_in_three_modes_with_the_official_sdk()
    {
        var bridge = new CloudEventSender(_server.Http, new Uri(_server.Address, "/ingress/r1/tiktok"), IngressServer.WebhookSecretText, "/bridges/tiktok", _server.Time);
        var events = Enumerable.Range(1, 4).Select(i => bridge.Event("crosslive.chat", $"{i}", new { user = new { id = "u1", name = "陈小姐" }, text = $"第 {i} 句" })).ToArray();

        await bridge.SendAsync(events[0], ContentMode.Structured, CancellationToken.None).ShouldBeAsync(HttpStatusCode.Accepted);
        await bridge.SendAsync(events[1], ContentMode.Binary, CancellationToken.None).ShouldBeAsync(HttpStatusCode.Accepted);
        (await bridge.SendBatchAsync(events, CancellationToken.None).ShouldBeAsync(HttpStatusCode.Accepted)).Outcomes().ShouldBe(["repeated", "repeated", "accepted", "accepted"]);

        _server.TikTok.Delivered.Select(command => ((PostChat)command.Body).Text).ShouldBe(["第 1 句", "第 2 句", "第 3 句", "第 4 句"]);
        _server.TikTok.Refusals.ShouldBeEmpty();
    }

    /// <summary>Shows the server's time, and waits for nothing.</summary>
    private sealed class ImpatientTime(TimeProvider shown) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => shown.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
