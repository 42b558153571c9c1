using CrossLive.Protocol;
using CrossLive.Protocol.Calls;
using CrossLive.Protocol.Frames;
using CrossLive.Rooms;
using Microsoft.AspNetCore.SignalR.Client;

namespace CrossLive.Server.Tests.BadInput;

/// <summary>Text that is made to hurt whoever shows it.</summary>
[Collection(LiveServerTests.Name)]
public sealed class TextTests(LiveServer server)
{
    [Fact]
    public async Task Text_that_nobody_should_be_shown_is_refused_with_the_reason()
    {
        (string Text, string Code)[] texts =
        [
            ("a" + new string('\u0301', 10_000), Rejection.TextTooLong),
            ("a" + new string('\u0301', 400), Rejection.TextMalformed),
            ("before\0after", Rejection.TextMalformed),
            ("\u200b\u200d\u2060", Rejection.TextEmpty),
            ("\u202e\u2066", Rejection.TextEmpty),
            ("   ", Rejection.TextEmpty),
            (string.Empty, Rejection.TextEmpty),
            (new string('x', 501), Rejection.TextTooLong),
            (new string('x', 20_000), Rejection.TextTooLong),
        ];
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            foreach (var (text, code) in texts)
            {
                await using var viewer = await Hub.JoinAsync(server.Address, server.NewViewer(), LiveServer.Room, protocol);
                (await viewer.SendAsync(HubMethods.Chat, new ChatCall("1", text))).Code.ShouldBe(code);
            }
        }

        await server.ShouldBeHealthyAsync();
    }

    [Fact]
    public async Task Right_to_left_overrides_are_taken_out()
    {
        var shown = new TaskCompletionSource<string>();
        await using var viewer = await Hub.ConnectAsync(server.Address, server.NewViewer());
        viewer.On<EventFrame>(HubMethods.Events, frame =>
        {
            if (frame.Events.Select(e => e.Event?.Body).OfType<ChatPosted>().FirstOrDefault(chat => chat.Text.StartsWith("price", StringComparison.Ordinal)) is { } chat)
            {
                shown.TrySetResult(chat.Text);
            }
        });
        (await viewer.InvokeAsync<JoinReply>(HubMethods.Join, new JoinRequest(LiveServer.Room))).Ok.ShouldBeTrue();
        (await viewer.SendAsync(HubMethods.Chat, new ChatCall("1", "price \u202e001\u202c \u2067x\u2069"))).Ok.ShouldBeTrue();
        (await shown.Task.WaitAsync(Hub.Patience)).ShouldBe("price 001 x");
    }
}
