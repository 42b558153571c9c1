using CrossLive.Orders;
using CrossLive.RedPackets;

namespace CrossLive.Rooms;

/// <summary>
/// How many bytes an event takes in the log at most, without encoding it: so that a burst of long messages or word lists is cut into appends
/// that every storage takes, and can never make a batch that none takes.
/// </summary>
internal static class EventSize
{
    /// <summary>UTF-8 takes at most three bytes for a UTF-16 unit.</summary>
    private const int BytesPerUnit = 3;

    /// <summary>A key with its fingerprint: three numbers of nine bytes, and their frames.</summary>
    private const int BytesPerKey = 32;

    /// <summary>Positions, times, small fields and the frames around them.</summary>
    private const int FixedBytes = 256;

    /// <summary>An upper bound of the event's bytes.</summary>
    public static long UpperBound(RoomEvent e) =>
        FixedBytes + (BytesPerKey * (long)e.Keys.Count)
        + (BytesPerUnit * (e.Actor.Platform.Length + e.Actor.Id.Length + e.Actor.Name.Length + (e.Actor.Account?.Length ?? 0) + UnitsOf(e.Body)));

    /// <summary>Cuts events into runs that stay within <paramref name="maxBytes"/> each. One event is never that large.</summary>
    public static IEnumerable<IReadOnlyList<RoomEvent>> Portions(IReadOnlyList<RoomEvent> events, long maxBytes)
    {
        var portion = new List<RoomEvent>(events.Count);
        long bytes = FixedBytes;
        foreach (var e in events)
        {
            var size = UpperBound(e);
            if (portion.Count > 0 && bytes + size > maxBytes)
            {
                yield return portion;
                portion = [];
                bytes = FixedBytes;
            }

            portion.Add(e);
            bytes += size;
        }

        yield return portion;
    }

    private static long UnitsOf(RoomEventBody body) => body switch
    {
        RoomOpened opened => opened.Title.Length,
        RoomClosed closed => closed.Reason.Length,
        ChatPosted chat => chat.Text.Length + (chat.Language?.Length ?? 0),
        GiftSent gift => gift.GiftId.Length + gift.GiftName.Length + (gift.ComboId?.Length ?? 0) + (gift.Message?.Length ?? 0),
        Shared shared => shared.Target?.Length ?? 0,
        Announced announced => announced.Text.Length,
        Pinned pinned => pinned.Text.Length,
        RedPacketOpened packet => (packet.Message?.Length ?? 0) + packet.Commitment.Length + (packet.Seed?.Length ?? 0),
        RedPacketEnded packet => packet.Seed.Length,
        OrderRecorded order => order.OrderId.Length + (order.Sale?.Length ?? 0) + (order.EventId?.Length ?? 0) + (order.DeliveryId?.Length ?? 0)
            + order.Lines.Sum(line => 8L + (line.ProductId?.Length ?? 0) + (line.Sku?.Length ?? 0)),
        UserMuted muted => muted.Platform.Length + muted.UserId.Length,
        UserUnmuted unmuted => unmuted.Platform.Length + unmuted.UserId.Length,
        WordListSet words => words.Words.Sum(word => word.Length + 2L),
        CountersMerged counters => (counters.Likes.Count + counters.Viewers.Count) * (PlatformId.MaxLength + 12L),
        _ => 0,
    };
}
