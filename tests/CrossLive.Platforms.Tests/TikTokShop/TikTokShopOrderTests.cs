using System.Security.Cryptography;
using System.Text;
using CrossLive.Orders;
using CrossLive.Platforms.TikTokShop;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.TikTokShop;

public sealed class TikTokShopOrderTests
{
    public const string Body = """{"type":1,"tts_notification_id":"700001","shop_id":"800001","timestamp":1764000000,"data":{"order_id":"900001","order_status":"AWAITING_SHIPMENT","update_time":1764000000}}""";

    [Fact]
    public void The_signature_is_the_HMAC_over_key_and_body()
    {
        var bytes = Encoding.UTF8.GetBytes(Body);
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes("app-key" + Body)));

        TikTokShopSignature.Sign("secret", "app-key", bytes).ShouldBe(expected);
        TikTokShopSignature.Verify(["old", "secret"], "app-key", expected.ToUpperInvariant(), bytes).ShouldBe(SignatureCheck.Valid);
        TikTokShopSignature.Verify(["secret"], "other-key", expected, bytes).ShouldBe(SignatureCheck.Wrong);
        TikTokShopSignature.Verify(["secret"], "app-key", expected, bytes.AsSpan(1)).ShouldBe(SignatureCheck.Wrong);
        TikTokShopSignature.Verify(["secret"], "app-key", expected[1..], bytes).ShouldBe(SignatureCheck.Missing);
        TikTokShopSignature.Verify(["secret"], "app-key", new string('g', 64), bytes).ShouldBe(SignatureCheck.Missing);
        TikTokShopSignature.Verify(["secret"], "app-key", null, bytes).ShouldBe(SignatureCheck.Missing);
    }

    [Theory]
    [InlineData("UNPAID", OrderStatus.Placed)]
    [InlineData("AWAITING_SHIPMENT", OrderStatus.Paid)]
    [InlineData("COMPLETED", OrderStatus.Paid)]
    [InlineData("CANCELLED", OrderStatus.Cancelled)]
    public void A_status_becomes_a_command_without_amounts(string status, OrderStatus expected)
    {
        var order = Parse(Body.Replace("AWAITING_SHIPMENT", status), "sale-42").Command!.Body.ShouldBeOfType<RecordOrder>();

        (order.OrderId, order.Status, order.Amounts, order.Sale, order.EventId).ShouldBe(("900001", expected, null, "sale-42", "700001"));
    }

    [Theory]
    [InlineData("AWAITING_SHIPMENT", "TELEPORTED", IngressCode.EventUnknown)]
    [InlineData("\"type\":1", "\"type\":2", IngressCode.EventUnknown)]
    [InlineData("\"order_id\":\"900001\",", "", IngressCode.EventMalformed)]
    [InlineData("\"tts_notification_id\":\"700001\",", "", IngressCode.EventMalformed)]
    public void What_is_not_known_is_refused(string good, string bad, string code) => Parse(Body.Replace(good, bad)).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void A_notification_is_known_by_its_id_within_its_shop()
    {
        var key = Parse(Body).Command!.Key;

        Parse(Body.Replace("UNPAID", "COMPLETED")).Command!.Key.ShouldBe(key);
        Parse(Body.Replace("700001", "700002")).Command!.Key.ShouldNotBe(key);
        Parse(Body.Replace("800001", "800002")).Command!.Key.ShouldNotBe(key);
    }

    private static ParsedEvent Parse(string body, string? sale = null) => TikTokShopOrderParser.Parse(sale, Encoding.UTF8.GetBytes(body));
}
