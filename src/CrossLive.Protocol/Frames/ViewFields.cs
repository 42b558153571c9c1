using CrossLive.FlashSales;
using CrossLive.Gifts;
using CrossLive.Media;
using CrossLive.RedPackets;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>The fields of a room's view on the wire, for both protocols.</summary>
internal readonly struct ViewFields : IFields<RoomViewSnapshot>
{
    public static void Write<TSink>(ref TSink sink, RoomViewSnapshot view)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Flag("open"u8, view.IsOpen);
        sink.Text("title"u8, view.Title);
        sink.Object<PinnedText, PinFields>("pin"u8, view.Pin);
        sink.Number("slow"u8, view.SlowModeMs);
        sink.Counts("likes"u8, view.Likes);
        sink.Counts("viewers"u8, view.Viewers);
        sink.Objects<GiftTotal, GiftTotalFields>("totals"u8, view.GiftTotals);
        sink.Objects<RoomEvent, RecentFields>("recent"u8, view.RecentMessages);
        sink.Objects<SaleView, SaleFields>("sales"u8, view.Sales);
        sink.Objects<TopGiver, TopGiverFields>("top"u8, view.TopGivers);
        sink.Objects<RedPacketView, RedPacketFields.View>("packets"u8, view.RedPackets);
        sink.Object<StreamView, StreamFields>("stream"u8, view.Stream);
    }

    private readonly struct StreamFields : IFields<StreamView>
    {
        public static void Write<TSink>(ref TSink sink, StreamView stream)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Number("a"u8, stream.SinceUnixMs);
            sink.Number("wd"u8, stream.WidthPx);
            sink.Number("ht"u8, stream.HeightPx);
        }
    }

    private readonly struct TopGiverFields : IFields<TopGiver>
    {
        public static void Write<TSink>(ref TSink sink, TopGiver top)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("p"u8, top.Platform);
            sink.Text("i"u8, top.Id);
            sink.Text("n"u8, top.Name);
            sink.Text("c"u8, top.Total.CurrencyCode);
            sink.Number("v"u8, top.Total.MinorUnits);
            sink.Number("d"u8, top.Sequence);
        }
    }

    private readonly struct PinFields : IFields<PinnedText>
    {
        public static void Write<TSink>(ref TSink sink, PinnedText pin)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("m"u8, pin.Text);
            sink.Number("d"u8, pin.MessageSequence);
        }
    }

    private readonly struct GiftTotalFields : IFields<GiftTotal>
    {
        public static void Write<TSink>(ref TSink sink, GiftTotal gifts)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("p"u8, gifts.Platform);
            sink.Text("c"u8, gifts.Total.CurrencyCode);
            sink.Number("v"u8, gifts.Total.MinorUnits);
            sink.Number("q"u8, gifts.Quantity);
        }
    }

    private readonly struct RecentFields : IFields<RoomEvent>
    {
        public static void Write<TSink>(ref TSink sink, RoomEvent e)
            where TSink : IFieldSink, allows ref struct => EventFields.Write(ref sink, WireEvent.Of(e));
    }
}
