using CrossLive.FlashSales;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;
using CrossLive.Rooms;

namespace CrossLive.Protocol.Frames;

/// <summary>Reads one event from either protocol: collects the fields it knows, passes over the others, then builds the event by its kind.</summary>
internal struct EventReader
{
    // Who stands for everybody in counters; the wire leaves it out.
    private static readonly Person Everybody = new(PlatformId.Web, "counter", "counter", Role.Platform);

    private string? _kind, _platform, _id, _name, _text, _language, _giftId, _giftName, _currency, _target, _targetPlatform, _targetId, _packetKind, _commitment, _seed, _orderStatus, _orderSale;
    private long? _sequence, _at, _role, _occurredAt, _quantity, _combo, _value, _message, _until, _interval, _giverTotal, _startsAt, _expiresAt, _width, _height;
    private IReadOnlyList<PlatformCount>? _likes, _viewers;
    private SaleView? _sale;
    private long? _news;
    private bool? _live;

    // Of a kind that this version does not know: all that comes after the kind, which servers write first.
    private List<KeyValuePair<string, object?>>? _passed;

    /// <summary>Reads the event that the source stands on.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="epoch">The frame's epoch.</param>
    public static WireEvent Read<TSource>(ref TSource source, long epoch)
        where TSource : IFieldSource, allows ref struct
    {
        var fields = default(EventReader);
        var left = source.EnterObject();
        while (source.NextField(ref left, out var name))
        {
            fields.Take(ref source, name);
        }

        if (fields is not { _kind: { } kind, _sequence: { } sequence, _at: { } at })
        {
            throw source.Malformed("An event has no kind, sequence or time.");
        }

        var position = new Position(epoch, sequence);
        return fields.Body(ref source) is { } body
            ? new WireEvent(position, kind, at, new RoomEvent(position, at, body is CountersMerged or SaleShown or StreamShown ? Everybody : fields.Actor(ref source), body, []))
            : new WireEvent(position, kind, at, null, new RoomEvent(position, at, Everybody, new PassedEvent(kind, fields._passed ?? []), []));
    }

    /// <summary>Reads an object of platform → count.</summary>
    public static IReadOnlyList<PlatformCount> ReadCounts<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct
    {
        var counts = new List<PlatformCount>();
        var left = source.EnterObject();
        while (source.NextField(ref left, out var platform))
        {
            counts.Add(new PlatformCount(platform, source.Number() ?? throw source.Malformed($"The count of '{platform}' is missing.")));
        }

        return counts;
    }

    private void Take<TSource>(ref TSource source, string name)
        where TSource : IFieldSource, allows ref struct
    {
        switch (name)
        {
            case "t":
                _kind = source.Text();
                _passed = EventKinds.IsKnown(_kind) ? null : [];
                break;
            case "s": _sequence = source.Number(); break;
            case "a": _at = source.Number(); break;
            case not null when _passed is not null: _passed.Add(new(name, source.Any(PassedEvent.MaxDepth))); break;
            case "p": _platform = source.Text(); break;
            case "i": _id = source.Text(); break;
            case "n": _name = source.Text(); break;
            case "r": _role = source.Number(); break;
            case "m": _text = source.Text(); break;
            case "l": _language = source.Text(); break;
            case "o": _occurredAt = source.Number(); break;
            case "lk": _likes = ReadCounts(ref source); break;
            case "vw": _viewers = ReadCounts(ref source); break;
            case "g": _giftId = source.Text(); break;
            case "gn": _giftName = source.Text(); break;
            case "q": _quantity = source.Number(); break;
            case "x": _combo = source.Number(); break;
            case "v": _value = source.Number(); break;
            case "c": _currency = source.Text(); break;
            case "gt": _giverTotal = source.Number(); break;
            case "kd": _packetKind = source.Text(); break;
            case "st": _startsAt = source.Number(); break;
            case "ex": _expiresAt = source.Number(); break;
            case "h": _commitment = source.Text(); break;
            case "sd": _seed = source.Text(); break;
            case "os": _orderStatus = source.Text(); break;
            case "sl": _orderSale = source.Text(); break;
            case "to": _target = source.Text(); break;
            case "d": _message = source.Number(); break;
            case "tp": _targetPlatform = source.Text(); break;
            case "ti": _targetId = source.Text(); break;
            case "u": _until = source.Number(); break;
            case "ms": _interval = source.Number(); break;
            case "k": _news = source.Number(); break;
            case "live": _live = source.Flag(); break;
            case "wd": _width = source.Number(); break;
            case "ht": _height = source.Number(); break;
            case "sale": _sale = SaleReader.Read(ref source); break;
            default: source.Skip(); break;
        }
    }

    private readonly Person Actor<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct =>
        new(Due(ref source, _platform, "p"), Due(ref source, _id, "i"), Due(ref source, _name, "n"), (Role)(_role ?? 0));

    private readonly RoomEventBody? Body<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct => _kind switch
        {
            EventKinds.Open => new RoomOpened(Due(ref source, _text, "m")),
            EventKinds.Close => new RoomClosed(Due(ref source, _text, "m")),
            EventKinds.Chat => new ChatPosted(Due(ref source, _text, "m"), _language, _occurredAt),
            EventKinds.Counters => new CountersMerged(_likes ?? [], _viewers ?? []),
            EventKinds.Gift => Gift(ref source),
            EventKinds.Share => new Shared(_target),
            EventKinds.Follow => new Followed(),
            EventKinds.Announce => new Announced(Due(ref source, _text, "m")),
            EventKinds.Pin => new Pinned(Due(ref source, _text, "m"), _message),
            EventKinds.Unpin => new Unpinned(),
            EventKinds.Delete => new MessageDeleted(Due(ref source, _message, "d")),
            EventKinds.Mute => new UserMuted(Due(ref source, _targetPlatform, "tp"), Due(ref source, _targetId, "ti"), _until),
            EventKinds.Unmute => new UserUnmuted(Due(ref source, _targetPlatform, "tp"), Due(ref source, _targetId, "ti")),
            EventKinds.Slow => new SlowModeSet(Due(ref source, _interval, "ms")),
            EventKinds.Words => new WordListSet([]),
            EventKinds.Sale => new SaleShown((SaleNewsKind)(_news ?? 0), _sale ?? throw source.Malformed("An event has no 'sale'.")),
            EventKinds.Stream => new StreamShown(_live ?? false, (int?)_width, (int?)_height),
            EventKinds.Packet => new RedPacketOpened(
                RedPacketFields.KindOf(_packetKind) ?? throw source.Malformed("A red packet has a 'kd' of its own."), Amount(ref source), Due(ref source, _quantity, "q"), _text,
                Due(ref source, _startsAt, "st"), Due(ref source, _expiresAt, "ex"), Due(ref source, _commitment, "h")),
            EventKinds.Grab => new RedPacketGrabbed(Due(ref source, _message, "d"), Due(ref source, _combo, "x"), Amount(ref source)),
            EventKinds.Order => new OrderRecorded(
                string.Empty, OrderStatusNames.Read(_orderStatus) ?? throw source.Malformed("An order has an 'os' of its own."), Due(ref source, _quantity, "q"), [], null, _orderSale, null, null),
            EventKinds.PacketOver => new RedPacketEnded(Due(ref source, _message, "d"), Amount(ref source), Due(ref source, _seed, "sd")),
            _ => null,
        };

    private readonly GiftSent Gift<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct => new(
            Due(ref source, _giftId, "g"),
            Due(ref source, _giftName, "gn"),
            Due(ref source, _quantity, "q"),
            _value is { } minorUnits && _currency is { } currency ? new Money(minorUnits, currency) : null,
            Due(ref source, _combo, "x"),
            ComboId: null,
            _text,
            _giverTotal);

    private readonly Money Amount<TSource>(ref TSource source)
        where TSource : IFieldSource, allows ref struct => new(Due(ref source, _value, "v"), Due(ref source, _currency, "c"));

    private static string Due<TSource>(ref TSource source, string? value, string name)
        where TSource : IFieldSource, allows ref struct => value ?? throw source.Malformed($"An event has no '{name}'.");

    private static long Due<TSource>(ref TSource source, long? value, string name)
        where TSource : IFieldSource, allows ref struct => value ?? throw source.Malformed($"An event has no '{name}'.");
}
