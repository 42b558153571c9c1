using CrossLive.RedPackets;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads the red packets of a view from either protocol.</summary>
internal static class RedPacketReader
{
    /// <summary>Reads the list that the source stands on. A packet of a kind that this version does not know is left out.</summary>
    public static IReadOnlyList<RedPacketView> ReadAll<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var packets = new List<RedPacketView>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            if (Read(ref source) is { } packet)
            {
                packets.Add(packet);
            }
        }

        return packets;
    }

    private static RedPacketView? Read<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        string? by = null, kindName = null, currency = null, message = null, commitment = null;
        long? packet = null;
        long minorUnits = 0, count = 0, startsAt = 0, expiresAt = 0, leftCount = 0, leftMinorUnits = 0;
        RedPacketTaker? luckiest = null;
        IReadOnlyList<RedPacketTaker> recent = [];
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "d": packet = source.Number(); break;
                case "n": by = source.Text(); break;
                case "kd": kindName = source.Text(); break;
                case "v": minorUnits = source.Number() ?? 0; break;
                case "c": currency = source.Text(); break;
                case "q": count = source.Number() ?? 0; break;
                case "m": message = source.Text(); break;
                case "st": startsAt = source.Number() ?? 0; break;
                case "ex": expiresAt = source.Number() ?? 0; break;
                case "h": commitment = source.Text(); break;
                case "lq": leftCount = source.Number() ?? 0; break;
                case "lv": leftMinorUnits = source.Number() ?? 0; break;
                case "best": luckiest = ReadTaker(ref source); break;
                case "last": recent = ReadTakers(ref source); break;
                default: source.Skip(); break;
            }
        }

        if (packet is not { } id || by is null || currency is null || commitment is null)
        {
            throw source.Malformed("A red packet has no id, name, currency or commitment.");
        }

        return RedPacketFields.KindOf(kindName) is { } kind
            ? new RedPacketView(id, by, kind, new Money(minorUnits, currency), count, message, startsAt, expiresAt, commitment, leftCount, leftMinorUnits, luckiest, recent)
            : null;
    }

    private static List<RedPacketTaker> ReadTakers<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var takers = new List<RedPacketTaker>();
        var left = source.EnterList();
        while (source.NextItem(ref left))
        {
            takers.Add(ReadTaker(ref source));
        }

        return takers;
    }

    private static RedPacketTaker ReadTaker<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        string? platform = null, id = null, shown = null;
        long place = 0, minorUnits = 0;
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            switch (name)
            {
                case "p": platform = source.Text(); break;
                case "i": id = source.Text(); break;
                case "n": shown = source.Text(); break;
                case "x": place = source.Number() ?? 0; break;
                case "v": minorUnits = source.Number() ?? 0; break;
                default: source.Skip(); break;
            }
        }

        return platform is not null && id is not null && shown is not null
            ? new RedPacketTaker(platform, id, shown, place, minorUnits)
            : throw source.Malformed("A red packet's taker has no platform, id or name.");
    }
}
