using System.Text;
using CrossLive.Orders;
using CrossLive.Platforms.Shopify;
using CrossLive.Rooms;
using Shouldly;
using Xunit;

namespace CrossLive.Platforms.Tests.Shopify;

public sealed class ShopifyOrderTests
{
    public const string Body = """
        {"id":7000000000001,"currency":"AUD","presentment_currency":"USD","total_price":"60.33",
        "total_price_set":{"shop_money":{"amount":"60.33","currency_code":"AUD"},"presentment_money":{"amount":"45.85","currency_code":"USD"}},
        "customer":{"email":"nobody@example.com"},
        "note_attributes":[{"name":"gift_wrap","value":"yes"},{"name":"crosslive_sale","value":"sale-42"}],
        "line_items":[{"product_id":81,"sku":"LAMP-1","quantity":2},{"product_id":null,"sku":"","quantity":1},{"product_id":82,"sku":null,"quantity":0}]}
        """;

    [Fact]
    public void The_published_vector_verifies()
    {
        var body = "{\"foo\": \"bar\"}"u8;

        ShopifySignature.Sign("test_secret_key", body).ShouldBe("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=");
        ShopifySignature.Verify(["another", "test_secret_key"], "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", body).ShouldBe(SignatureCheck.Valid);
        ShopifySignature.Verify(["another"], "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", body).ShouldBe(SignatureCheck.Wrong);
        ShopifySignature.Verify(["test_secret_key"], "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", "{\"foo\":\"bar\"}"u8).ShouldBe(SignatureCheck.Wrong, "the same JSON, other bytes");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g")]
    [InlineData("!!3tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=")]
    [InlineData("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7gA")]
    [InlineData("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=B23t")]
    public void What_has_not_the_form_of_a_signature_is_none(string? signature) =>
        ShopifySignature.Verify(["test_secret_key"], signature, "{\"foo\": \"bar\"}"u8).ShouldBe(SignatureCheck.Missing);

    [Theory]
    [InlineData("orders/create", OrderStatus.Placed)]
    [InlineData("orders/paid", OrderStatus.Paid)]
    [InlineData("orders/cancelled", OrderStatus.Cancelled)]
    public void An_order_becomes_a_command_with_both_amounts_and_its_sale(string topic, OrderStatus status)
    {
        var command = Parse(topic, Body).Command.ShouldNotBeNull();

        var order = command.Body.ShouldBeOfType<RecordOrder>();
        order.ShouldBe(new RecordOrder(
            "7000000000001", status, 3, order.Lines, new OrderAmounts(new Money(6_033, "AUD"), new Money(4_585, "USD")), "sale-42", "event-1", "webhook-1"));
        order.Lines.ShouldBe([new OrderLine("81", "LAMP-1", 2), new OrderLine(null, null, 1)]);
        command.Actor.ShouldBe(ShopifyOrdersDeclaration.Value.Connector);
        order.ToString().ShouldNotContain("example.com");
    }

    [Fact]
    public void The_same_event_told_again_by_any_message_is_a_repeat_and_another_topic_of_it_is_none()
    {
        var key = Parse("orders/create", Body).Command!.Key;

        Parse("orders/create", Body, webhookId: "webhook-2").Command!.Key.ShouldBe(key);
        Parse("orders/paid", Body).Command!.Key.ShouldNotBe(key);
        Parse("orders/create", Body, eventId: "event-2").Command!.Key.ShouldNotBe(key);
        Parse("orders/create", Body, eventId: null).Command!.Key.ShouldBe(Parse("orders/create", Body, eventId: "").Command!.Key);
    }

    [Theory]
    [InlineData("\"60.33\",\"currency_code\":\"AUD\"", "\"60.335\",\"currency_code\":\"AUD\"", Rejection.AmountInvalid)]
    [InlineData("\"45.85\",\"currency_code\":\"USD\"", "\"45.85\",\"currency_code\":\"JPY\"", Rejection.AmountInvalid)]
    [InlineData("\"currency_code\":\"USD\"", "\"currency_code\":\"QQQ\"", Rejection.CurrencyUnknown)]
    [InlineData("\"quantity\":2", "\"quantity\":-2", IngressCode.EventMalformed)]
    [InlineData("\"id\":7000000000001", "\"id\":\"seven\"", IngressCode.EventMalformed)]
    [InlineData("\"sale-42\"", "\"\"", IngressCode.EventMalformed)]
    public void What_is_not_as_it_must_be_is_refused_by_name(string good, string bad, string code) => Parse("orders/create", Body.Replace(good, bad)).Refusal!.Code.ShouldBe(code);

    [Fact]
    public void Other_topics_and_bodies_that_are_no_JSON_are_refused()
    {
        Parse("orders/updated", Body).Refusal!.Code.ShouldBe(IngressCode.EventUnknown);
        Should.Throw<PayloadException>(() => Parse("orders/create", "{")).Code.ShouldBe(IngressCode.BodyMalformed);
        Parse("orders/create", "[]").Refusal!.Code.ShouldBe(IngressCode.EventMalformed);
        Parse("orders/create", Body, eventId: null, webhookId: null).Refusal!.Code.ShouldBe(IngressCode.EventMalformed);
    }

    private static ParsedEvent Parse(string topic, string body, string? eventId = "event-1", string? webhookId = "webhook-1") =>
        ShopifyOrderParser.Parse(topic, "lamps.example.com", eventId, webhookId, Encoding.UTF8.GetBytes(body));
}
