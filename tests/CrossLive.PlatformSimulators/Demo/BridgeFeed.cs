using CloudNative.CloudEvents;
using CrossLive.PlatformSimulators.CloudEvents;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>TikTok or Douyin through the generic adapter: what comes together goes as a batch, a single event in structured or binary mode.</summary>
public sealed class BridgeFeed(string platform, CloudEventSender sender) : PlatformFeed(platform)
{
    private static readonly (string Id, string Name, long MinorUnits)[] TikTokGifts =
        [("5655", "Rose", 1), ("6064", "GG", 1), ("5879", "Doughnut", 40), ("5585", "Confetti", 130), ("6820", "Whale diving", 2_799), ("6646", "Lion", 37_999)];

    private static readonly (string Id, string Name, long MinorUnits)[] DouyinGifts =
        [("463", "小心心", 10), ("165", "棒棒糖", 90), ("2002", "玫瑰", 10), ("3389", "跑车", 12_000), ("1859", "嘉年华", 300_000)];

    /// <inheritdoc/>
    protected override Task SendAsync(IReadOnlyList<ShowAction> actions, CancellationToken stopping)
    {
        var events = actions.Select(ToEvent).OfType<CloudEvent>().ToArray();
        return events switch
        {
            [] => Task.CompletedTask,
            [var one] => DeliverAsync(() => sender.SendAsync(one, actions[0].Number % 2 == 0 ? ContentMode.Structured : ContentMode.Binary, stopping), stopping),
            _ => DeliverAsync(() => sender.SendBatchAsync(events, stopping), stopping),
        };
    }

    private CloudEvent? ToEvent(ShowAction action) => action switch
    {
        Say say => Event(say, "crosslive.chat", new { user = User(say.Who), text = say.Text, language = say.Who.Language }),
        Like like => Event(like, "crosslive.like", new { user = User(like.Who), count = like.Count }),
        Give give => Event(give, "crosslive.gift", Gift(give)),
        StartFollowing follow => Event(follow, "crosslive.follow", new { user = User(follow.Who) }),
        ShareRoom share => Event(share, "crosslive.share", new { user = User(share.Who), target = share.Target }),
        ReportViewers viewers => Event(viewers, "crosslive.viewers.count", new { count = viewers.Count }),
        _ => null,
    };

    private CloudEvent Event(ShowAction action, string type, object data) => sender.Event(type, $"{action.Number}", data);

    private object Gift(Give give)
    {
        var (gifts, currency) = Platform == "douyin" ? (DouyinGifts, "CNY") : (TikTokGifts, "USD");
        var (id, name, minorUnits) = gifts[(int)(give.Size * gifts.Length)];
        return new { user = User(give.Who), giftId = id, giftName = name, quantity = minorUnits < 100 ? 1 + (give.Number % 9) : 1, unitPrice = new { minorUnits, currency } };
    }

    private static object User(Persona who) => new { id = who.Id, name = who.Name };
}
