using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>The fields of an event on the wire: the one definition, for both protocols. Names and meanings are in <c>src/PROTOCOL.md</c>.</summary>
internal readonly struct EventFields : IFields<WireEvent>
{
    public static void Write<TSink>(ref TSink sink, WireEvent e)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Text("t"u8, e.Kind);
        sink.Number("s"u8, e.Position.Sequence);
        sink.Number("a"u8, e.AtUnixMs);
        if (e.Event is { } known)
        {
            WriteActor(ref sink, known);
            WriteBody(ref sink, known.Body);
        }
        else if (e.Foreign?.Body is PassedEvent passed)
        {
            foreach (var (name, value) in passed.Fields)
            {
                sink.Any(name, value);
            }
        }
    }

    /// <summary>The kind's name.</summary>
    public static string KindOf(RoomEventBody body) => body switch
    {
        RoomOpened => EventKinds.Open,
        RoomClosed => EventKinds.Close,
        ChatPosted => EventKinds.Chat,
        CountersMerged => EventKinds.Counters,
        GiftSent => EventKinds.Gift,
        Shared => EventKinds.Share,
        Followed => EventKinds.Follow,
        Announced => EventKinds.Announce,
        Pinned => EventKinds.Pin,
        Unpinned => EventKinds.Unpin,
        MessageDeleted => EventKinds.Delete,
        UserMuted => EventKinds.Mute,
        UserUnmuted => EventKinds.Unmute,
        SlowModeSet => EventKinds.Slow,
        WordListSet => EventKinds.Words,
        SaleShown => EventKinds.Sale,
        RedPacketOpened => EventKinds.Packet,
        RedPacketGrabbed => EventKinds.Grab,
        RedPacketEnded => EventKinds.PacketOver,
        OrderRecorded => EventKinds.Order,
        StreamShown => EventKinds.Stream,
        _ => throw new InvalidOperationException($"No wire name for {body.GetType().Name}."),
    };

    private static void WriteActor<TSink>(ref TSink sink, RoomEvent e)
        where TSink : IFieldSink, allows ref struct
    {
        // Counters are everybody's, and sales and streams speak for themselves.
        if (e.Body is CountersMerged or SaleShown or StreamShown)
        {
            return;
        }

        sink.Text("p"u8, e.Actor.Platform);
        sink.Text("i"u8, e.Actor.Id);
        sink.Text("n"u8, e.Actor.Name);
        sink.Number("r"u8, e.Actor.Role == Role.Viewer ? null : (long)e.Actor.Role);
    }

    private static void WriteBody<TSink>(ref TSink sink, RoomEventBody body)
        where TSink : IFieldSink, allows ref struct
    {
        switch (body)
        {
            case RoomOpened opened:
                sink.Text("m"u8, opened.Title);
                break;
            case RoomClosed closed:
                sink.Text("m"u8, closed.Reason);
                break;
            case ChatPosted chat:
                sink.Text("m"u8, chat.Text);
                sink.Text("l"u8, chat.Language);
                sink.Number("o"u8, chat.OccurredAtUnixMs);
                break;
            case CountersMerged counters:
                sink.Counts("lk"u8, counters.Likes);
                sink.Counts("vw"u8, counters.Viewers);
                break;
            case GiftSent gift:
                WriteGift(ref sink, gift);
                break;
            case Shared shared:
                sink.Text("to"u8, shared.Target);
                break;
            case Announced announced:
                sink.Text("m"u8, announced.Text);
                break;
            case Pinned pinned:
                sink.Text("m"u8, pinned.Text);
                sink.Number("d"u8, pinned.MessageSequence);
                break;
            case MessageDeleted deleted:
                sink.Number("d"u8, deleted.MessageSequence);
                break;
            case UserMuted muted:
                sink.Text("tp"u8, muted.Platform);
                sink.Text("ti"u8, muted.UserId);
                sink.Number("u"u8, muted.UntilUnixMs);
                break;
            case UserUnmuted unmuted:
                sink.Text("tp"u8, unmuted.Platform);
                sink.Text("ti"u8, unmuted.UserId);
                break;
            case SlowModeSet slow:
                sink.Number("ms"u8, slow.IntervalMs);
                break;
            case SaleShown sale:
                sink.Number("k"u8, (long)sale.Kind);
                sink.Object<SaleView, SaleFields>("sale"u8, sale.View);
                break;
            case StreamShown stream:
                sink.Flag("live"u8, stream.IsLive);
                sink.Number("wd"u8, stream.WidthPx);
                sink.Number("ht"u8, stream.HeightPx);
                break;
            case RedPacketOpened opened:
                RedPacketFields.Write(ref sink, opened);
                break;
            case RedPacketGrabbed grabbed:
                RedPacketFields.Write(ref sink, grabbed);
                break;
            case RedPacketEnded ended:
                RedPacketFields.Write(ref sink, ended);
                break;
            case OrderRecorded order:
                // Whose order it is, what is in it and what it comes to is the shop's business.
                sink.Text("os"u8, OrderStatusNames.Of(order.Status));
                sink.Number("q"u8, order.Quantity);
                sink.Text("sl"u8, order.Sale);
                break;
            default:
                // Followed and Unpinned have nothing more; a word list is nobody's business but the moderators'.
                break;
        }
    }

    private static void WriteGift<TSink>(ref TSink sink, GiftSent gift)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Text("g"u8, gift.GiftId);
        sink.Text("gn"u8, gift.GiftName);
        sink.Number("q"u8, gift.Quantity);
        sink.Number("x"u8, gift.Combo);
        sink.Number("v"u8, gift.Value?.MinorUnits);
        sink.Text("c"u8, gift.Value?.CurrencyCode);
        sink.Text("m"u8, gift.Message);
        sink.Number("gt"u8, gift.GiverTotal);
    }
}
