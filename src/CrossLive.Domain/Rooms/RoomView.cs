using CrossLive.FlashSales;
using CrossLive.Gifts;
using CrossLive.Media;
using CrossLive.Orders;
using CrossLive.RedPackets;

namespace CrossLive.Rooms;

/// <summary>
/// What viewers see of a room, built from its events. The room's own state holds one, and so does every gateway, so that a new viewer's
/// snapshot costs the room nothing.
/// </summary>
public sealed class RoomView
{
    /// <summary>Totals stop here, so that they stay exact in JavaScript.</summary>
    public const long MaxTotal = (1L << 53) - 1;

    // Ordinal: a client may run with a culture whose order is another one.
    private static readonly Comparer<(string Platform, string Currency)> ByPlatformAndCurrency = Comparer<(string Platform, string Currency)>.Create(
        (left, right) => string.CompareOrdinal(left.Platform, right.Platform) is var order and not 0 ? order : string.CompareOrdinal(left.Currency, right.Currency));

    private readonly SortedDictionary<string, long> _likes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _viewers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Platform, string Currency), (long MinorUnits, long Quantity)> _gifts = new(ByPlatformAndCurrency);
    private readonly LinkedList<RoomEvent> _recent = [];
    private readonly SaleBoard _sales = new();

    /// <summary>The last event applied.</summary>
    public Position Head { get; private set; }

    /// <summary>Its time.</summary>
    public long HeadAtUnixMs { get; private set; }

    /// <summary>True while the room takes chat and gifts.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The title; null = never opened.</summary>
    public string? Title { get; private set; }

    /// <summary>What is pinned, or null.</summary>
    public PinnedText? Pin { get; private set; }

    /// <summary>Slow mode's interval; 0 = off.</summary>
    public long SlowModeMs { get; private set; }

    /// <summary>The host's stream, or null where none comes in.</summary>
    public StreamView? Stream { get; private set; }

    /// <summary>Who gave most.</summary>
    public TopGivers TopGivers { get; } = new();

    /// <summary>Red packets that are announced or open.</summary>
    public RedPacketBoard RedPackets { get; } = new();

    /// <summary>How many platforms the room has heard of.</summary>
    public int PlatformCount => _likes.Keys.Union(_viewers.Keys).Count();

    /// <summary>A platform's likes.</summary>
    public long LikesOf(string platform) => _likes.GetValueOrDefault(platform);

    /// <summary>A platform's viewers now.</summary>
    public long ViewersOf(string platform) => _viewers.GetValueOrDefault(platform);

    /// <summary>True where the platform has likes or viewers here.</summary>
    public bool KnowsPlatform(string platform) => _likes.ContainsKey(platform) || _viewers.ContainsKey(platform);

    /// <summary>Flash sales, oldest first. A copy.</summary>
    public IReadOnlyList<SaleView> Sales => _sales.All;

    /// <summary>True where it shows a flash sale by this name.</summary>
    public bool ShowsSale(string saleId) => _sales.Has(saleId);

    /// <summary>A message among the recent ones, or null.</summary>
    public RoomEvent? FindRecent(long sequence)
    {
        for (var node = _recent.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Sequence == sequence)
            {
                return node.Value;
            }
        }

        return null;
    }

    /// <summary>Applies the next event. A gap is the caller's mistake.</summary>
    /// <exception cref="InvalidOperationException">The event is not the one after <see cref="Head"/>.</exception>
    public void Apply(RoomEvent e)
    {
        if (e.Sequence != Head.Sequence + 1)
        {
            throw new InvalidOperationException($"Event {e.Position} does not follow {Head}.");
        }

        Head = e.Position;
        HeadAtUnixMs = e.AtUnixMs;
        switch (e.Body)
        {
            case RoomOpened opened:
                (IsOpen, Title) = (true, opened.Title);
                break;
            case RoomClosed:
                IsOpen = false;
                break;
            case ChatPosted or Announced:
                Remember(e);
                break;
            case GiftSent gift:
                Remember(e);
                AddGift(e.Actor.Platform, gift);
                TopGivers.Note(e, gift);
                break;
            case CountersMerged counters:
                Merge(counters);
                break;
            case Pinned pinned:
                Pin = new PinnedText(pinned.Text, pinned.MessageSequence);
                break;
            case Unpinned:
                Pin = null;
                break;
            case MessageDeleted deleted:
                Delete(deleted.MessageSequence);
                break;
            case RedPacketOpened or RedPacketGrabbed or RedPacketEnded:
                RedPackets.Apply(e);
                break;
            case SlowModeSet slow:
                SlowModeMs = slow.IntervalMs;
                break;
            case StreamShown stream:
                // A change of its size is no new beginning.
                Stream = stream.IsLive ? new StreamView(Stream?.SinceUnixMs ?? e.AtUnixMs, stream.WidthPx, stream.HeightPx) : null;
                break;
            case SaleShown sale:
                _sales.Show(sale.View);
                break;
            case Shared or Followed or UserMuted or UserUnmuted or WordListSet or OrderRecorded or ForeignEvent:
                break;
            default:
                throw new InvalidOperationException($"No rule for {e.Body.GetType().Name}.");
        }
    }

    /// <summary>The view as an immutable record.</summary>
    public RoomViewSnapshot ToSnapshot() => new(
        Head,
        HeadAtUnixMs,
        IsOpen,
        Title,
        Pin,
        SlowModeMs,
        [.. _likes.Select(entry => new PlatformCount(entry.Key, entry.Value))],
        [.. _viewers.Select(entry => new PlatformCount(entry.Key, entry.Value))],
        [.. _gifts.Select(entry => new GiftTotal(entry.Key.Platform, new Money(entry.Value.MinorUnits, entry.Key.Currency), entry.Value.Quantity))],
        [.. _recent],
        _sales.All,
        TopGivers.All,
        RedPackets.All,
        Stream);

    /// <summary>A view as a snapshot held it.</summary>
    public static RoomView From(RoomViewSnapshot snapshot)
    {
        var view = new RoomView
        {
            Head = snapshot.Head,
            HeadAtUnixMs = snapshot.HeadAtUnixMs,
            IsOpen = snapshot.IsOpen,
            Title = snapshot.Title,
            Pin = snapshot.Pin,
            SlowModeMs = snapshot.SlowModeMs,
            Stream = snapshot.Stream,
        };
        foreach (var likes in snapshot.Likes)
        {
            view._likes[likes.Platform] = likes.Count;
        }

        foreach (var viewers in snapshot.Viewers)
        {
            view._viewers[viewers.Platform] = viewers.Count;
        }

        foreach (var gift in snapshot.GiftTotals)
        {
            view._gifts[(gift.Platform, gift.Total.CurrencyCode)] = (gift.Total.MinorUnits, gift.Quantity);
        }

        foreach (var message in snapshot.RecentMessages)
        {
            view._recent.AddLast(message);
        }

        foreach (var sale in snapshot.Sales)
        {
            view._sales.Show(sale);
        }

        view.TopGivers.Restore(snapshot.TopGivers);
        view.RedPackets.Restore(snapshot.RedPackets);
        return view;
    }

    private void Remember(RoomEvent message)
    {
        // Keys belong to the log; viewers have no use for them.
        _recent.AddLast(message.Keys.Count == 0 ? message : message with { Keys = [] });
        if (_recent.Count > RoomLimits.RecentMessages)
        {
            _recent.RemoveFirst();
        }
    }

    private void AddGift(string platform, GiftSent gift)
    {
        if (gift.Value is not { } value)
        {
            return;
        }

        var key = (platform, value.CurrencyCode);
        if (!_gifts.TryGetValue(key, out var total) && _gifts.Count >= RoomLimits.MaxGiftTotals)
        {
            // More currencies and platforms than exist: the gift stands in the log all the same.
            return;
        }

        _gifts[key] = (Math.Min(MaxTotal, total.MinorUnits + value.MinorUnits), Math.Min(MaxTotal, total.Quantity + gift.Quantity));
    }

    private void Merge(CountersMerged counters)
    {
        foreach (var likes in counters.Likes)
        {
            _likes[likes.Platform] = likes.Count;
        }

        foreach (var viewers in counters.Viewers)
        {
            _viewers[viewers.Platform] = viewers.Count;
        }
    }

    private void Delete(long sequence)
    {
        if (FindRecent(sequence) is { } message)
        {
            _recent.Remove(message);
        }

        if (Pin?.MessageSequence == sequence)
        {
            Pin = null;
        }
    }
}
