using System.Net;
using System.Text;
using CrossLive.Orders;
using CrossLive.Platforms;
using CrossLive.Platforms.Shopify;
using CrossLive.Platforms.TikTokShop;
using Shouldly;
using Xunit;

namespace CrossLive.Gateway.Tests.Ingress;

public sealed class ShopIngressTests : IAsyncLifetime
{
    private const string Order = """{"id":7,"total_price":"60.33","currency":"AUD","line_items":[{"product_id":81,"sku":"LAMP-1","quantity":2}]}""";
    private const string Notification = """{"type":1,"tts_notification_id":"n1","shop_id":"s1","data":{"order_id":"o1","order_status":"UNPAID"}}""";
    private IngressServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await IngressServer.StartAsync();
        _server.Grains["r1", "shopify-orders"].Connection = new PlatformConnection("shopify-orders", ["client-secret"], new Dictionary<string, string>());
        _server.Grains["r1", "tiktok-shop"].Connection = new PlatformConnection("tiktok-shop", ["app-secret"], new Dictionary<string, string> { ["appKey"] = "key", ["sale"] = "sale-1" });
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public async Task An_order_of_Shopify_is_taken_once_however_often_it_is_told_and_answered_with_an_empty_body()
    {
        (await _server.Http.SendAsync(Shopify(Order)).ShouldBeAsync(HttpStatusCode.OK)).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Undefined);
        await _server.Http.SendAsync(Shopify(Order, webhookId: "w2")).ShouldBeAsync(HttpStatusCode.OK);

        _server.Grains["r1", "shopify-orders"].Delivered.ShouldHaveSingleItem().Body.ShouldBeOfType<RecordOrder>().Amounts!.Shop.ShouldBe(new Money(6_033, "AUD"));
    }

    [Fact]
    public async Task An_order_of_TikTok_Shop_is_taken_with_the_connection_s_sale()
    {
        await _server.Http.SendAsync(TikTok(Notification)).ShouldBeAsync(HttpStatusCode.OK);

        _server.Grains["r1", "tiktok-shop"].Delivered.ShouldHaveSingleItem().Body.ShouldBeOfType<RecordOrder>().Sale.ShouldBe("sale-1");
    }

    [Fact]
    public async Task Signatures_of_others_are_refused_before_the_body_is_looked_at()
    {
        await _server.Http.SendAsync(Shopify("no JSON", "another")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureWrong);
        await _server.Http.SendAsync(TikTok(Notification, "another")).ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureWrong);
        await _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/ingress/r1/tiktok-shop") { Content = new StringContent(Notification) })
            .ShouldBeProblemAsync(HttpStatusCode.Unauthorized, IngressCode.SignatureMissing);
    }

    [Fact]
    public async Task What_sending_again_would_not_mend_is_answered_200_so_that_the_subscription_lives()
    {
        await _server.Http.SendAsync(Shopify(Order, topic: "orders/updated")).ShouldBeAsync(HttpStatusCode.OK);
        await _server.Http.SendAsync(TikTok(Notification.Replace("UNPAID", "TELEPORTED"))).ShouldBeAsync(HttpStatusCode.OK);

        _server.Grains["r1", "shopify-orders"].Delivered.ShouldBeEmpty();
    }

    private static HttpRequestMessage Shopify(string body, string secret = "client-secret", string topic = "orders/create", string webhookId = "w1")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, "/ingress/r1/shopify-orders") { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(ShopifyHeaders.Signature, ShopifySignature.Sign(secret, bytes));
        request.Headers.Add(ShopifyHeaders.Topic, topic);
        request.Headers.Add(ShopifyHeaders.Shop, "lamps.example.com");
        request.Headers.Add(ShopifyHeaders.EventId, "e1");
        request.Headers.Add(ShopifyHeaders.WebhookId, webhookId);
        return request;
    }

    private static HttpRequestMessage TikTok(string body, string secret = "app-secret")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = new HttpRequestMessage(HttpMethod.Post, "/ingress/r1/tiktok-shop") { Content = new ByteArrayContent(bytes) };
        request.Headers.TryAddWithoutValidation(TikTokShopSignature.Header, TikTokShopSignature.Sign(secret, "key", bytes));
        return request;
    }
}
