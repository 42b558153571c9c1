using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrossLive.FlashSales;
using CrossLive.Rooms;
using MessagePack;
using Shouldly;
using Xunit;

namespace CrossLive.Domain.Tests.FlashSales;

/// <summary>
/// A log holds claims, not what became of them: a version that decides one of them otherwise would rewrite what buyers were told. So what a long history comes to
/// is written down here, as it was on 2026-11-28 before the sale's tables were made anew; and once more without gateways whose clocks are ahead, by the last
/// version that let those move the sale's time.
/// </summary>
public sealed class SaleHistoryTests
{
    private const int Steps = 6_000;

    [Theory]
    [InlineData(1, "f46a609537d043432d56d87dd4fa1553561b04fcefc72a4acf867870e57d9730")]
    [InlineData(2, "fd074a5ebe269f106535bf5869785fe84a682d73dd1d04a9551643492bac6aa7")]
    [InlineData(3, "9555143fbce314c6f79ca395f0066316d0885b39fbd916ab7bea8d0b50737885")]
    [InlineData(4, "3fde1b4ba7081d1de5e75ff8e1531c533707cba8ce1109e1817eb2d380f280af")]
    public void A_history_comes_to_what_it_always_came_to(int seed, string sha256)
    {
        using var seen = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(seed);
        var sale = LiveSale.Open(OfferOf(seed));
        for (var step = 0; step < Steps; step++)
        {
            sale.NowUnixMs += random.Next(4) == 0 ? random.Next(40) : 0;
            seen.AppendData(Encoding.UTF8.GetBytes(Do(sale, random)?.ToString() ?? "tick"));
        }

        seen.AppendData(MessagePackSerializer.Serialize(sale.Changes.ToArray()));
        var end = LiveSale.TextOf(sale.State);
        seen.AppendData(Encoding.UTF8.GetBytes(end));

        Convert.ToHexStringLower(seen.GetHashAndReset()).ShouldBe(sha256);
        LiveSale.TextOf(sale.Replay()).ShouldBe(end);
        sale.State.Claims.ShouldBeGreaterThan(1_000);
    }

    // With a window and without, with platforms' own pieces and without.
    private static SaleOffer OfferOf(int seed) => LiveSale.Offer with
    {
        Stock = 400,
        Buckets = seed is 2 or 3 ? [new PlatformStock("twitch", 60), new PlatformStock("douyin", 90)] : [],
        FairWindowMs = seed > 2 ? 400 : 0,
        PayWithinMs = 2_000,
        LimitPerBuyer = 3,
    };

    private static SaleAnswer? Do(LiveSale sale, Random random)
    {
        var buyer = random.Next(800);
        var number = 1 + random.NextInt64(Math.Max(1, sale.State.Claims));
        switch (random.Next(20))
        {
            case < 13:
                var platform = random.Next(5) switch { 0 => "twitch", 1 => "douyin", _ => PlatformId.Web };
                return sale.Claim(
                    $"b{buyer}", random.Next(1, 4), random.Next(3) == 0 ? "again" : null, platform, random.Next(4) == 0 ? "JPY" : "EUR", roundTripMs: random.Next(120));
            case < 15:
                var amount = sale.State.Find(number) is { } claim && random.Next(5) > 0 ? sale.State.AmountOf(claim) : new Money(1, "EUR");
                return sale.Do(new PayClaim(number, string.Create(CultureInfo.InvariantCulture, $"p{random.Next(600)}"), amount));
            case 15:
                return sale.Do(new ReleaseClaim(number, sale.State.Find(number)?.Buyer ?? "nobody"));
            case 16:
                return sale.Do(new LookAtClaim(number, sale.State.Find(number)?.Buyer ?? "nobody"));
            case 17 when random.Next(10) == 0:
                return sale.Do(new MoveSale(null, sale.NowUnixMs + 500_000 + buyer));
            case 18 when sale.NowUnixMs > LiveSale.OpensAtUnixMs + 22_000:
                return random.Next(2) == 0 ? sale.Do(new CloseSale()) : sale.Do(new CancelSale());
            default:
                sale.TickAt(sale.NowUnixMs + random.Next(20));
                return null;
        }
    }
}
