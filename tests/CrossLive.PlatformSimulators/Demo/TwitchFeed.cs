using System.Globalization;
using CrossLive.PlatformSimulators.Twitch;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>Twitch: one webhook per event. Now and then the same one twice, as Twitch does where it did not see our answer.</summary>
public sealed class TwitchFeed(TwitchSender sender, string run) : PlatformFeed("twitch")
{
    private const int EveryRepeated = 25;

    /// <inheritdoc/>
    protected override async Task SendAsync(IReadOnlyList<ShowAction> actions, CancellationToken stopping)
    {
        foreach (var action in actions)
        {
            if (ToEvent(action) is not var (type, fields))
            {
                continue;
            }

            var times = action.Number % EveryRepeated == 0 ? 2 : 1;
            for (var i = 0; i < times; i++)
            {
                await DeliverAsync(() => sender.SendAsync(type, $"{run}-{action.Number}", fields, stopping), stopping);
            }
        }
    }

    private (string Type, object Fields)? ToEvent(ShowAction action) => action switch
    {
        Say say => ("channel.chat.message", Chat(say)),
        Give { Size: < 0.8 } give => ("channel.cheer", With(give.Who, new { is_anonymous = give.Number % 7 == 0, message = give.Text, bits = Bits(give.Size) })),
        Give give => ("channel.subscription.gift", With(give.Who, new { total = 1 + (give.Number % 5), tier = "1000", cumulative_total = 12, is_anonymous = false })),
        StartFollowing follow => ("channel.follow", With(follow.Who, new { followed_at = "2026-11-02T10:00:00Z" })),
        TakeDown { SaidIn: var saidIn } => ("channel.chat.message_delete", new { target_user_id = "0", message_id = MessageId(saidIn) }),
        _ => null,
    };

    private object Chat(Say say) => new
    {
        chatter_user_id = say.Who.Id,
        chatter_user_login = say.Who.Name.ToLowerInvariant(),
        chatter_user_name = say.Who.Name,
        message_id = MessageId(say.Number),
        message = new { text = say.Text, fragments = new[] { new { type = "text", text = say.Text } } },
        message_type = "text",
        badges = Array.Empty<object>(),
        color = "#00FF7F",
    };

    private static Dictionary<string, object> With(Persona who, object fields)
    {
        var all = System.Text.Json.JsonSerializer.SerializeToElement(fields).EnumerateObject().ToDictionary(field => field.Name, field => (object)field.Value);
        all["user_id"] = who.Id;
        all["user_login"] = who.Name.ToLowerInvariant();
        all["user_name"] = who.Name;
        return all;
    }

    private string MessageId(long number) => string.Create(CultureInfo.InvariantCulture, $"{run}-chat-{number}");

    // The usual sizes: a viewer cheers 1, 10, 100 or 500 bits.
    private static int Bits(double size) => size switch { < 0.02 => 1, < 0.2 => 10, < 0.6 => 100, _ => 500 };
}
