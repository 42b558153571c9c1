using CrossLive.RedPackets;

namespace CrossLive.Protocol.Frames;

/// <summary>The fields of red packets on the wire. An announced packet's seed is not among them: it is told when the packet is over.</summary>
internal static class RedPacketFields
{
    /// <summary>How a packet is parted, on the wire.</summary>
    public static string NameOf(RedPacketKind kind) => kind == RedPacketKind.Fixed ? "fixed" : "lucky";

    /// <summary>The same read; null where this version does not know it.</summary>
    public static RedPacketKind? KindOf(string? name) => name switch
    {
        "fixed" => RedPacketKind.Fixed,
        "lucky" => RedPacketKind.Lucky,
        _ => null,
    };

    public static void Write<TSink>(ref TSink sink, RedPacketOpened opened)
        where TSink : IFieldSink, allows ref struct =>
        WriteTerms(ref sink, opened.Kind, opened.Total, opened.Count, opened.Message, (opened.StartsAtUnixMs, opened.ExpiresAtUnixMs), opened.Commitment);

    public static void Write<TSink>(ref TSink sink, RedPacketGrabbed grabbed)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Number("d"u8, grabbed.Packet);
        sink.Number("x"u8, grabbed.Place);
        sink.Number("v"u8, grabbed.Amount.MinorUnits);
        sink.Text("c"u8, grabbed.Amount.CurrencyCode);
    }

    public static void Write<TSink>(ref TSink sink, RedPacketEnded ended)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Number("d"u8, ended.Packet);
        sink.Number("v"u8, ended.Returned.MinorUnits);
        sink.Text("c"u8, ended.Returned.CurrencyCode);
        sink.Text("sd"u8, ended.Seed);
    }

    private static void WriteTerms<TSink>(ref TSink sink, RedPacketKind kind, Money total, long count, string? message, (long Start, long End) open, string commitment)
        where TSink : IFieldSink, allows ref struct
    {
        sink.Text("kd"u8, NameOf(kind));
        sink.Number("v"u8, total.MinorUnits);
        sink.Text("c"u8, total.CurrencyCode);
        sink.Number("q"u8, count);
        sink.Text("m"u8, message);
        sink.Number("st"u8, open.Start);
        sink.Number("ex"u8, open.End);
        sink.Text("h"u8, commitment);
    }

    /// <summary>A packet in the view.</summary>
    public readonly struct View : IFields<RedPacketView>
    {
        public static void Write<TSink>(ref TSink sink, RedPacketView packet)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Number("d"u8, packet.Packet);
            sink.Text("n"u8, packet.OpenedBy);
            WriteTerms(ref sink, packet.Kind, packet.Total, packet.Count, packet.Message, (packet.StartsAtUnixMs, packet.ExpiresAtUnixMs), packet.Commitment);
            sink.Number("lq"u8, packet.LeftCount);
            sink.Number("lv"u8, packet.LeftMinorUnits);
            sink.Object<RedPacketTaker, Taker>("best"u8, packet.Luckiest);
            sink.Objects<RedPacketTaker, Taker>("last"u8, packet.RecentTakers);
        }
    }

    private readonly struct Taker : IFields<RedPacketTaker>
    {
        public static void Write<TSink>(ref TSink sink, RedPacketTaker taker)
            where TSink : IFieldSink, allows ref struct
        {
            sink.Text("p"u8, taker.Platform);
            sink.Text("i"u8, taker.Id);
            sink.Text("n"u8, taker.Name);
            sink.Number("x"u8, taker.Place);
            sink.Number("v"u8, taker.MinorUnits);
        }
    }
}
