using CrossLive.Orders;
using CrossLive.Rooms;

namespace CrossLive.Platforms.TikTokShop;

/// <summary>TikTok Shop's order webhooks to room commands. Pure.</summary>
public static class TikTokShopOrderParser
{
    private const long OrderStatusChange = 1;
    private const int MaxStatusLength = 64;
    private static readonly PlatformDeclaration Platform = TikTokShopDeclaration.Value;

    /// <summary>Reads a request whose signature was checked.</summary>
    /// <param name="sale">The connection's setting <see cref="TikTokShopDeclaration.Sale"/>, or null.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="PayloadException">The body is no JSON.</exception>
    public static ParsedEvent Parse(string? sale, ReadOnlyMemory<byte> body)
    {
        using var document = PayloadObject.ParseDocument(body);
        string? id = null;
        try
        {
            var root = new PayloadObject(document.RootElement, "");
            id = root.Id("tts_notification_id", OrderLimits.MaxIdLength);
            var shop = root.Id("shop_id", OrderLimits.MaxIdLength);
            if (root.Integer("type") != OrderStatusChange)
            {
                throw new EventRefusedException(IngressCode.EventUnknown, "type: only 1, a change of an order's status, is known here.");
            }

            var data = root.Object("data");
            var order = new RecordOrder(data.Id("order_id", OrderLimits.MaxIdLength), StatusOf(data.Text("order_status", MaxStatusLength)), 0, [], null, sale, id);
            return ParsedEvent.Of(id, new RoomCommand(Platform.Connector, Platform.RequireDeclared(order), CommandKey.For($"{Platform.Name}/{shop}", id)));
        }
        catch (EventRefusedException refusal)
        {
            return ParsedEvent.Refuse(id, refusal.Code, refusal.Message);
        }
    }

    // Whatever is on its way or has arrived was paid for; cash on delivery is not told apart.
    private static OrderStatus StatusOf(string status) => status switch
    {
        "UNPAID" => OrderStatus.Placed,
        "ON_HOLD" or "AWAITING_SHIPMENT" or "PARTIALLY_SHIPPING" or "AWAITING_COLLECTION" or "IN_TRANSIT" or "DELIVERED" or "COMPLETED" => OrderStatus.Paid,
        "CANCELLED" => OrderStatus.Cancelled,
        _ => throw new EventRefusedException(IngressCode.EventUnknown, $"data.order_status: '{PayloadObject.Quote(status)}' is not known here."),
    };
}
