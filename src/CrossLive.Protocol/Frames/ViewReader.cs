using CrossLive.Gifts;
using CrossLive.Media;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads a room's view from either protocol. What is missing reads as empty; recent messages of kinds that this version does not know are left out.</summary>
internal static class ViewReader
{
    /// <summary>Reads the view that the source stands on.</summary>
    public static RoomViewSnapshot Read<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var view = new RoomViewSnapshot(Position.Start, 0, false, null, null, 0, [], [], [], [], [], [], []);
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            view = TakeField(ref source, name, view);
        }

        return view;
    }

    private static RoomViewSnapshot TakeField<TSource>(ref TSource source, string name, RoomViewSnapshot view)
        where TSource : IFieldSource, allows ref struct
    {
        switch (name)
        {
            case "open":
                return view with { IsOpen = source.Flag() ?? false };
            case "title":
                return view with { Title = source.Text() };
            case "pin":
                return view with { Pin = ReadPin(ref source) };
            case "slow":
                return view with { SlowModeMs = source.Number() ?? 0 };
            case "likes":
                return view with { Likes = EventReader.ReadCounts(ref source) };
            case "viewers":
                return view with { Viewers = EventReader.ReadCounts(ref source) };
            case "totals":
                return view with { GiftTotals = ReadTotals(ref source) };
            case "recent":
                return view with { RecentMessages = [.. FrameReader.ReadEvents(ref source, epoch: 0).Select(e => e.Event).OfType<RoomEvent>()] };
            case "sales":
                return view with { Sales = SaleReader.ReadAll(ref source) };
            case "top":
                return view with { TopGivers = ReadTopGivers(ref source) };
            case "packets":
                return view with { RedPackets = RedPacketReader.ReadAll(ref source) };
            case "stream":
                return view with { Stream = ReadStream(ref source) };
            default:
                source.Skip();
                return view;
        }
    }

    private static PinnedText ReadPin<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        string? text = null;
        long? message = null;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "m": text = source.Text(); break;
                case "d": message = source.Number(); break;
                default: source.Skip(); break;
            }
        }

        return new PinnedText(text ?? throw source.Malformed("A pin has no text."), message);
    }

    private static StreamView ReadStream<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        long? since = null, width = null, height = null;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "a": since = source.Number(); break;
                case "wd": width = source.Number(); break;
                case "ht": height = source.Number(); break;
                default: source.Skip(); break;
            }
        }

        return new StreamView(since ?? throw source.Malformed("A stream has no beginning."), (int?)width, (int?)height);
    }

    private static List<TopGiver> ReadTopGivers<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var givers = new List<TopGiver>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            givers.Add(ReadTopGiver(ref source));
        }

        return givers;
    }

    private static TopGiver ReadTopGiver<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        string? platform = null, id = null, shown = null, currency = null;
        long minorUnits = 0, sequence = 0;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "p": platform = source.Text(); break;
                case "i": id = source.Text(); break;
                case "n": shown = source.Text(); break;
                case "c": currency = source.Text(); break;
                case "v": minorUnits = source.Number() ?? 0; break;
                case "d": sequence = source.Number() ?? 0; break;
                default: source.Skip(); break;
            }
        }

        return platform is not null && id is not null && shown is not null && currency is not null
            ? new TopGiver(platform, id, shown, new Money(minorUnits, currency), sequence)
            : throw source.Malformed("A giver has no platform, id, name or currency.");
    }

    private static List<GiftTotal> ReadTotals<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var totals = new List<GiftTotal>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            totals.Add(ReadTotal(ref source));
        }

        return totals;
    }

    private static GiftTotal ReadTotal<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        string? platform = null, currency = null;
        long minorUnits = 0, quantity = 0;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "p": platform = source.Text(); break;
                case "c": currency = source.Text(); break;
                case "v": minorUnits = source.Number() ?? 0; break;
                case "q": quantity = source.Number() ?? 0; break;
                default: source.Skip(); break;
            }
        }

        return platform is not null && currency is not null
            ? new GiftTotal(platform, new Money(minorUnits, currency), quantity)
            : throw source.Malformed("A gift total has no platform or currency.");
    }
}
