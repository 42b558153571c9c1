using CrossLive.Orders;
using CrossLive.Rooms;

namespace CrossLive.Platforms.Shopify;

/// <summary>Shopify's order webhooks to room commands. Pure. Nothing of the buyer's person is read.</summary>
public static class ShopifyOrderParser
{
    /// <summary>The note attribute of a cart that names the sale which the order belongs to.</summary>
    public const string SaleAttribute = "crosslive_sale";

    private const int MaxAmountLength = 28;
    private const int MaxAttributeLength = 10_000;
    private static readonly PlatformDeclaration Platform = ShopifyOrdersDeclaration.Value;

    /// <summary>Reads a request whose signature was checked.</summary>
    /// <param name="topic">Header <see cref="ShopifyHeaders.Topic"/>: orders/create, orders/paid or orders/cancelled.</param>
    /// <param name="shop">Header <see cref="ShopifyHeaders.Shop"/>.</param>
    /// <param name="eventId">Header <see cref="ShopifyHeaders.EventId"/>, or null: then the message's id makes a repeat recognisable.</param>
    /// <param name="webhookId">Header <see cref="ShopifyHeaders.WebhookId"/>.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="PayloadException">The body is no JSON.</exception>
    public static ParsedEvent Parse(string? topic, string? shop, string? eventId, string? webhookId, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        var id = string.IsNullOrEmpty(eventId) ? webhookId : eventId;
        try
        {
            if (id is not { Length: >= 1 and <= OrderLimits.MaxIdLength } || webhookId is not ({ Length: >= 1 and <= OrderLimits.MaxIdLength } or null) || shop is not { Length: >= 1 and <= 255 })
            {
                throw EventRefusedException.Malformed(ShopifyHeaders.WebhookId, $"the shop's domain and an id of 1 to {OrderLimits.MaxIdLength} characters are needed.");
            }

            var status = topic switch
            {
                "orders/create" => OrderStatus.Placed,
                "orders/paid" => OrderStatus.Paid,
                "orders/cancelled" => OrderStatus.Cancelled,
                _ => throw new EventRefusedException(IngressCode.EventUnknown, $"{ShopifyHeaders.Topic}: '{PayloadObject.Quote(topic ?? string.Empty)}' is not known here."),
            };
            var order = ToOrder(status, new PayloadObject(document.RootElement, ""), eventId, webhookId);

            // One event can be told under several topics: the topic is part of what makes a repeat.
            return ParsedEvent.Of(id, new RoomCommand(Platform.Connector, Platform.RequireDeclared(order), CommandKey.For($"{Platform.Name}/{shop}/{topic}", id)));
        }
        catch (EventRefusedException refusal)
        {
            return ParsedEvent.Refuse(id, refusal.Code, refusal.Message);
        }
    }

    private static RecordOrder ToOrder(OrderStatus status, PayloadObject order, string? eventId, string? webhookId)
    {
        var lines = new List<OrderLine>();
        long quantity = 0;
        foreach (var element in order.Elements("line_items"))
        {
            var line = new PayloadObject(element, "line_items");
            var count = line.Integer("quantity");
            if (count is < 0 or > OrderLimits.MaxQuantity)
            {
                throw EventRefusedException.Malformed("line_items.quantity", $"must be 0 to {OrderLimits.MaxQuantity}.");
            }

            quantity += count;
            if (count > 0 && lines.Count < OrderLimits.MaxLines)
            {
                lines.Add(new OrderLine(IdOrNull(line, "product_id"), TextOrNull(line, "sku"), count));
            }
        }

        return new RecordOrder(order.Integer("id").ToString(System.Globalization.CultureInfo.InvariantCulture), status, quantity, lines, AmountsOf(order), SaleOf(order), Nullable(eventId), webhookId);
    }

    // Both sides where Shopify gives both; an old API version has the shop's only, which then is the buyer's, too.
    private static OrderAmounts AmountsOf(PayloadObject order)
    {
        if (order.OptionalObject("total_price_set") is { } set)
        {
            return new OrderAmounts(MoneyOf(set.Object("shop_money"), "amount", "currency_code"), MoneyOf(set.Object("presentment_money"), "amount", "currency_code"));
        }

        var shop = MoneyOf(order, "total_price", "currency");
        return new OrderAmounts(shop, shop);
    }

    private static Money MoneyOf(PayloadObject from, string amountName, string currencyName)
    {
        var currency = from.Text(currencyName, MaxAmountLength);
        if (!Currency.IsKnown(currency))
        {
            throw new EventRefusedException(Rejection.CurrencyUnknown, $"{from.PathOf(currencyName)}: is not an ISO 4217 code in capitals.");
        }

        return Money.TryParse(from.NumberText(amountName, MaxAmountLength), currency, out var money)
            ? money
            : throw new EventRefusedException(Rejection.AmountInvalid, $"{from.PathOf(amountName)}: is no amount of this currency.");
    }

    private static string? SaleOf(PayloadObject order)
    {
        foreach (var element in order.Elements("note_attributes"))
        {
            var attribute = new PayloadObject(element, "note_attributes");
            if (string.Equals(attribute.OptionalText("name", MaxAttributeLength), SaleAttribute, StringComparison.Ordinal))
            {
                return attribute.Id("value", OrderLimits.MaxIdLength);
            }
        }

        return null;
    }

    private static string? IdOrNull(PayloadObject line, string name) => line.OptionalInteger(name)?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string? TextOrNull(PayloadObject line, string name) => string.IsNullOrEmpty(line.OptionalText(name, MaxAttributeLength)) ? null : line.Id(name, OrderLimits.MaxIdLength);

    private static string? Nullable(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
