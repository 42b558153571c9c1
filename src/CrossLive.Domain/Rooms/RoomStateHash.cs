using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CrossLive.FlashSales;
using CrossLive.Orders;
using CrossLive.RedPackets;

namespace CrossLive.Rooms;

/// <summary>The hash of a room's state: SHA-256 over its fields in a fixed order, each with its length, so that no two states share a text.</summary>
public static class RoomStateHash
{
    /// <summary>Hexadecimal, 64 characters.</summary>
    public static string Of(RoomStateSnapshot state)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        AddView(bytes, state.View);
        AddAll(bytes, state.EpochStarts, AddPosition);
        AddAll(bytes, state.Mutes, AddPair);
        AddAll(bytes, state.LastSpoke, AddPair);
        AddAll(bytes, state.Combos, (to, entry) => Add(Add(Add(to, entry.Key), entry.Value.Count), entry.Value.LastUnixMs));
        AddAll(bytes, state.Words, (to, word) => Add(to, word));
        AddAll(bytes, state.PaidKeys, AddKept);
        AddAll(bytes, state.OrdinaryKeys, AddKept);
        AddAll(bytes, state.MergedKeys, AddKept);
        AddAll(bytes, state.Givers, (to, giver) => Add(Add(Add(Add(to, giver.Handle), giver.Total.CurrencyCode), giver.Total.MinorUnits), giver.Sequence));
        AddAll(bytes, state.RedPackets, (to, secret) => AddAll(Add(Add(to, secret.Packet), secret.Seed), secret.Takers, (w, taker) => Add(w, taker)));
        AddAll(bytes, state.Orders, AddOrder);
        AddAll(bytes, state.OrderTotals, (to, total) => Add(Add(Add(Add(Add(Add(Add(
            to, total.Platform), total.IsShop ? 1 : 0), total.Currency), total.Orders), total.PlacedMinorUnits), total.PaidMinorUnits), total.CancelledMinorUnits));
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    private static void AddOrder(ArrayBufferWriter<byte> to, KnownOrder order)
    {
        Add(Add(Add(Add(Add(to, order.Platform), order.OrderId), order.Sale), order.IsPaid ? 1 : 0), order.IsCancelled ? 1 : 0);
        AddAll<Money>(to, order.Amounts is { } amounts ? [amounts.Shop, amounts.Buyer] : [], (w, money) => Add(Add(w, money.CurrencyCode), money.MinorUnits));
    }

    private static void AddView(ArrayBufferWriter<byte> to, RoomViewSnapshot view)
    {
        AddPosition(to, view.Head);
        Add(to, view.HeadAtUnixMs);
        Add(to, view.IsOpen ? 1 : 0);
        Add(to, view.Title);
        Add(Add(to, view.Pin?.Text), view.Pin?.MessageSequence ?? -1);
        Add(to, view.SlowModeMs);
        AddAll(to, view.Likes, (w, count) => Add(Add(w, count.Platform), count.Count));
        AddAll(to, view.Viewers, (w, count) => Add(Add(w, count.Platform), count.Count));
        AddAll(to, view.GiftTotals, (w, total) => Add(Add(Add(Add(w, total.Platform), total.Total.CurrencyCode), total.Total.MinorUnits), total.Quantity));
        AddAll(to, view.RecentMessages, AddMessage);
        AddAll(to, view.Sales, AddSale);
        AddAll(to, view.TopGivers, (w, top) => Add(Add(Add(Add(Add(Add(w, top.Platform), top.Id), top.Name), top.Total.CurrencyCode), top.Total.MinorUnits), top.Sequence));
        AddAll(to, view.RedPackets, AddRedPacket);
        if (view.Stream is { } stream)
        {
            // Only where there is one, so that a room without has the hash that it had before streams were known.
            Add(Add(Add(to, stream.SinceUnixMs), stream.WidthPx ?? -1), stream.HeightPx ?? -1);
        }
    }

    private static void AddRedPacket(ArrayBufferWriter<byte> to, RedPacketView packet)
    {
        Add(Add(Add(Add(to, packet.Packet), packet.OpenedBy), (long)packet.Kind), packet.Total.CurrencyCode);
        Add(Add(Add(Add(to, packet.Total.MinorUnits), packet.Count), packet.Message), packet.StartsAtUnixMs);
        Add(Add(Add(Add(to, packet.ExpiresAtUnixMs), packet.Commitment), packet.LeftCount), packet.LeftMinorUnits);
        AddAll<RedPacketTaker>(to, packet.Luckiest is { } luckiest ? [luckiest] : [], AddTaker);
        AddAll(to, packet.RecentTakers, AddTaker);
    }

    private static void AddTaker(ArrayBufferWriter<byte> to, RedPacketTaker taker) =>
        Add(Add(Add(Add(Add(to, taker.Platform), taker.Id), taker.Name), taker.Place), taker.MinorUnits);

    private static void AddMessage(ArrayBufferWriter<byte> to, RoomEvent message)
    {
        AddPosition(to, message.Position);
        Add(to, message.AtUnixMs);
        Add(Add(Add(Add(to, message.Actor.Platform), message.Actor.Id), message.Actor.Name), (long)message.Actor.Role);
        Add(to, message.Actor.Account);
        AddBody(to, message.Body);
    }

    private static void AddBody(ArrayBufferWriter<byte> to, RoomEventBody body)
    {
        Add(to, body.GetType().Name);
        switch (body)
        {
            case ChatPosted chat:
                Add(Add(Add(to, chat.Text), chat.Language), chat.OccurredAtUnixMs ?? -1);
                break;
            case Announced announced:
                Add(to, announced.Text);
                break;
            case GiftSent gift:
                Add(Add(Add(Add(to, gift.GiftId), gift.GiftName), gift.Quantity), gift.Combo);
                Add(Add(to, gift.Value?.CurrencyCode), gift.Value?.MinorUnits ?? -1);
                Add(Add(to, gift.ComboId), gift.Message);
                Add(to, gift.GiverTotal ?? -1);
                break;
            default:
                throw new InvalidOperationException($"{body.GetType().Name} is no message that a room remembers.");
        }
    }

    private static void AddSale(ArrayBufferWriter<byte> to, SaleView sale)
    {
        var offer = sale.Offer;
        Add(Add(Add(to, offer.SaleId), offer.Title), offer.ProductId);
        AddAll(to, offer.Prices, (w, price) => Add(Add(w, price.CurrencyCode), price.MinorUnits));
        AddAll(to, offer.Buckets, (w, bucket) => Add(Add(w, bucket.Platform), bucket.Count));
        Add(Add(Add(to, offer.Stock), offer.LimitPerBuyer), offer.PayWithinMs);
        Add(Add(Add(to, offer.OpensAtUnixMs), offer.ClosesAtUnixMs ?? -1), offer.FairWindowMs);
        Add(Add(Add(to, offer.HumanFloorMs), offer.TieUs), (long)sale.Phase);
        Add(Add(Add(Add(to, sale.FreePieces), sale.ReservedPieces), sale.PaidPieces), sale.Waiting);
        Add(Add(Add(to, sale.Claims), sale.Commitment), sale.Seed);
        Add(Add(to, sale.DrawListSha256), sale.DrawEntries);
    }

    private static void AddPosition(ArrayBufferWriter<byte> to, Position position) => Add(Add(to, position.Epoch), position.Sequence);

    private static void AddPair(ArrayBufferWriter<byte> to, KeyValuePair<string, long> pair) => Add(Add(to, pair.Key), pair.Value);

    private static void AddKept(ArrayBufferWriter<byte> to, KeptKey kept)
    {
        Add(Add(Add(to, (long)kept.Key.High), (long)kept.Key.Low), (long)kept.Fingerprint);
        AddPosition(to, kept.Position);
    }

    private static void AddAll<T>(ArrayBufferWriter<byte> to, IReadOnlyList<T> items, Action<ArrayBufferWriter<byte>, T> add)
    {
        Add(to, items.Count);
        foreach (var item in items)
        {
            add(to, item);
        }
    }

    private static ArrayBufferWriter<byte> Add(ArrayBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(sizeof(long)), value);
        to.Advance(sizeof(long));
        return to;
    }

    private static ArrayBufferWriter<byte> Add(ArrayBufferWriter<byte> to, string? text)
    {
        if (text is null)
        {
            return Add(to, -1);
        }

        Add(to, Encoding.UTF8.GetByteCount(text));
        to.Advance(Encoding.UTF8.GetBytes(text, to.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return to;
    }
}
