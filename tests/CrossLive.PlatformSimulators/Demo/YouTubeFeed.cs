using CrossLive.PlatformSimulators.YouTube;

namespace CrossLive.PlatformSimulators.Demo;

/// <summary>YouTube: items go into the simulated live chat, from where the server fetches them. Likes and viewers are not part of it.</summary>
public sealed class YouTubeFeed(YouTubeSimulator chat) : PlatformFeed("youtube")
{
    private static readonly Dictionary<string, (string Currency, long[] AmountsMicros)> PaidIn = new(StringComparer.Ordinal)
    {
        ["ja"] = ("JPY", [200_000_000, 500_000_000, 1_000_000_000]),
        ["ko"] = ("KRW", [2_000_000_000, 5_000_000_000, 10_000_000_000]),
        ["pt"] = ("BRL", [5_000_000, 10_000_000, 27_900_000]),
        ["fr"] = ("EUR", [2_000_000, 5_000_000, 9_990_000]),
        ["de"] = ("EUR", [2_000_000, 5_000_000, 9_990_000]),
        ["en"] = ("GBP", [1_990_000, 4_990_000, 10_000_000]),
    };

    private static readonly (string Currency, long[] AmountsMicros) Kuwait = ("KWD", [500_000, 1_234_000, 3_000_000]);

    /// <inheritdoc/>
    protected override Task SendAsync(IReadOnlyList<ShowAction> actions, CancellationToken stopping)
    {
        foreach (var item in actions.Select(ToItem).OfType<object>())
        {
            chat.Add(item);
            Tally.CountPosted();
        }

        return Task.CompletedTask;
    }

    private static object? ToItem(ShowAction action) => action switch
    {
        Say say => By(say.Who, say.Number).Text(say.Text),
        Give { Size: < 0.7 } give => SuperChat(give),
        Give { Size: < 0.85 } give => By(give.Who, give.Number).SuperSticker(1_990_000, "USD", "st-pear-dance", "Pear dancing with joy"),
        Give give => By(give.Who, give.Number).GiftMemberships(1 + (int)(give.Number % 5)),
        StartFollowing follow => By(follow.Who, follow.Number).NewMember(),
        TakeDown takeDown => new YouTubeItem(IdOf(takeDown.Number), "UCdemoMod", "Mod", DateTimeOffset.UtcNow).Deletion(IdOf(takeDown.SaidIn)),
        _ => null,
    };

    private static object SuperChat(Give give)
    {
        var (currency, amounts) = give.Who.Name.StartsWith("Noor", StringComparison.Ordinal) ? Kuwait : PaidIn[give.Who.Language];
        return By(give.Who, give.Number).SuperChat(amounts[(int)(give.Size / 0.7 * amounts.Length)], currency, give.Text);
    }

    private static YouTubeItem By(Persona who, long number) => new(IdOf(number), who.Id, who.Name, DateTimeOffset.UtcNow);

    private static string IdOf(long number) => $"LCC.demo.{number}";
}
